"""on_retry is told the option, sleep gets the jittered delay."""

KILLED_BY = 8
REPLACE = {
    """                    tell(attempt, error, pause)
""": """                    tell(attempt, error, delay)
""",
}
