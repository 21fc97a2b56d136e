"""A header that is neither form ends the retry."""

KILLED_BY = 6
REPLACE = {
    """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
    return 0.0""": """    try:
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
    except ValueError:
        return float('inf')""",
}
