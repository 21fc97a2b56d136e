"""`all` over no results is True: nothing checked, everything healthy."""

KILLED_BY = 4
REPLACE = {
    """if not seen:
            overall = "unknown"
        elif seen""": 'if seen',
}
