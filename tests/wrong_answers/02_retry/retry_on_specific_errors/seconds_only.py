"""Reads the seconds form alone: a date counts as no header."""

KILLED_BY = 4
REPLACE = {
    """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
""": "",
}
