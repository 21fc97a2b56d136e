"""Logs the text of the error, which holds the URL."""

KILLED_BY = 7
REPLACE = {
    'outcome[0] = type(error).__name__': 'outcome[0] = str(error)',
}
