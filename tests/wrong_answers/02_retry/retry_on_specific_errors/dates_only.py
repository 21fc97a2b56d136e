"""Reads the date form alone."""

KILLED_BY = 3
REPLACE = {
    """    with suppress(ValueError):
        return max(0.0, float(int(text)))
""": "",
}
