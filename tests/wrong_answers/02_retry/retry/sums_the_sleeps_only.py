"""Forgets that the attempts take time too."""

KILLED_BY = 9
REPLACE = {
    """            started = time.monotonic()
""": """            slept = 0.0
""",
    "time.monotonic() - started + pause > max_elapsed": "slept + pause > max_elapsed",
    """                sleep(pause)
""": """                slept += pause
                sleep(pause)
""",
}
