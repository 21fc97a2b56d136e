"""Hides the original error behind a TimeoutError."""

KILLED_BY = 9
REPLACE = {
    """                        raise
""": """                        raise TimeoutError('max_elapsed') from error
""",
}
