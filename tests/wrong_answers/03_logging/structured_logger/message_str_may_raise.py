"""The fields are safe, the message is not."""

KILLED_BY = 7
REPLACE = {
    '"message": text(message),': '"message": str(message),',
}
