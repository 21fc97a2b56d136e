"""on_retry gets a text instead of the error."""

KILLED_BY = 8
REPLACE = {
    """                    tell(attempt, error, pause)
""": """                    tell(attempt, str(error), pause)
""",
}
