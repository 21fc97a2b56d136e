"""Ignores the sleep that was passed in."""

KILLED_BY = 4
REPLACE = {
    """                sleep(pause)
""": """                time.sleep(pause)
""",
}
