"""Replaces each value once."""

KILLED_BY = 3
REPLACE = {
    'message.replace(secret, "***")': 'message.replace(secret, "***", 1)',
}
