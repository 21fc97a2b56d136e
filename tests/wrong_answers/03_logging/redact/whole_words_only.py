"""A secret inside a longer word stays."""

KILLED_BY = 3
REPLACE = {
    'message = message.replace(secret, "***")': 'message = re.sub(rf"(?<!\\w){re.escape(secret)}(?!\\w)", "***", message)',
}
