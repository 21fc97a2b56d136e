"""error is the message alone."""

KILLED_BY = 8
REPLACE = {
    'f"{type(error).__name__}: {text(error)}"': "text(error)",
}
