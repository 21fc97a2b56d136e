"""Leaves propagate on: the root and the parent print the line again."""

KILLED_BY = 4
REPLACE = {
    """        logger.propagate = False
""": "",
}
