"""Redacts the details and forgets the message."""

KILLED_BY = 7
REPLACE = {
    '"message": redact(message)': '"message": message',
}
