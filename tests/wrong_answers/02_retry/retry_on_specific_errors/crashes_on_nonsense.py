"""A header that is neither form raises in the caller's face."""

KILLED_BY = 6
REPLACE = {
    """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return""": """    if text:
        return""",
}
