"""Searches the message for numbers and words."""

KILLED_BY = 1
ALSO = (2,)


def is_transient(error):
    return any(word in str(error) for word in ("timeout", "429", "500", "502", "503", "504", "Concurrent"))
