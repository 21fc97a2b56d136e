"""Redacts the message and forgets the details."""

KILLED_BY = 7
REPLACE = {
    '"details": redact(details)': '"details": details',
}
