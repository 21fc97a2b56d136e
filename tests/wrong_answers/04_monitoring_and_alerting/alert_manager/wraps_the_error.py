"""Raises an error of its own instead of the original."""

KILLED_BY = 6
REPLACE = {
    """{"check": function.__name__})
                raise
""": """{"check": function.__name__})
                raise RuntimeError(f"{function.__name__} failed") from error
""",
}
