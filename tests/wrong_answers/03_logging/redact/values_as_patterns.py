"""Takes the values for regular expressions."""

KILLED_BY = 3
ALSO = (5,)
REPLACE = {
    'message = message.replace(secret, "***")': 'message = re.sub(secret, "***", message)',
}
