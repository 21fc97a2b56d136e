"""The alert says "7" and not KeyError."""

KILLED_BY = 6
REPLACE = {
    'f"{type(error).__name__}: {error}", {"check"': 'str(error), {"check"',
}
