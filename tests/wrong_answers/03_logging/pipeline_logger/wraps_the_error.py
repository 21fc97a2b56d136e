"""Raises an error of its own around the original one."""

KILLED_BY = 4
ALSO = (6, 8)
REPLACE = {
    """            failure = error
            raise
""": """            failure = error
            raise RuntimeError(f"stage {name} failed") from error
""",
}
