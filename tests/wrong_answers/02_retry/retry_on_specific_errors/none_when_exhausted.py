"""After the last attempt the caller gets None."""

KILLED_BY = 1
REPLACE = {
    """    return func()

""": """    with suppress(Exception):
        return func()

""",
}
