"""AssertionError instead of ValueError, and none at all under python -O."""

KILLED_BY = 7
REPLACE = {
    """        raise ValueError(
""": """        raise AssertionError(
""",
}
