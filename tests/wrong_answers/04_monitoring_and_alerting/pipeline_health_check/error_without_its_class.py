"""The text of the error alone: what kind it was, nobody knows."""

KILLED_BY = 3
REPLACE = {
    'f"{type(error).__name__}: {first_line}"': 'first_line',
}
