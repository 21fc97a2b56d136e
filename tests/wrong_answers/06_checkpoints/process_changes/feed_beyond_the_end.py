"""Asks for a version that does not exist yet."""

KILLED_BY = 5
REPLACE = {
    """    if done == newest:
        return
""": "",
}
