"""on_retry hears of the retry when the wait is over."""

KILLED_BY = 8
REPLACE = {
    """                    tell(attempt, error, pause)
""": """                    failed = error
""",
    """                sleep(pause)
""": """                sleep(pause)
                tell(attempt, failed, pause)
""",
}
