"""The message alone, without the details."""

KILLED_BY = 1
ALSO = (7,)
REPLACE = {
    '"details": redact(details),': '"details": {},',
}
