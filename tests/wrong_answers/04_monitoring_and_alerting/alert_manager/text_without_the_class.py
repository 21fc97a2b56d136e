"""The alert says "7" and not KeyError."""

KILLED_BY = 6
REPLACE = {
    'text = f"{type(error).__name__}: {error}"': 'text = str(error)',
}
