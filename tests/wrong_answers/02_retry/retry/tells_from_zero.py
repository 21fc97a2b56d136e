"""Counts the attempts from 0."""

KILLED_BY = 8
REPLACE = {
    """                    tell(attempt, error, pause)
""": """                    tell(attempt - 1, error, pause)
""",
}
