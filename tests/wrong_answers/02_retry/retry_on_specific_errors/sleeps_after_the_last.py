"""Waits once more before it gives up."""

KILLED_BY = 6
REPLACE = {
    """    return func()

""": """    try:
        return func()
    except Exception:
        sleep(delay)
        raise

""",
}
