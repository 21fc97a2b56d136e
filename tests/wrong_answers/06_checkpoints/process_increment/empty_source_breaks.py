"""An empty source has no greatest mark, and the run fails on it."""

KILLED_BY = 5
REPLACE = {
    """    if hi is None:
        return
""": "",
}
