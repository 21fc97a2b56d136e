"""Walks dicts, not the lists in them."""

KILLED_BY = 1
ALSO = (3, 4)
REPLACE = {
    """    if isinstance(value, list | tuple):
""": """    if False:
""",
}
