"""Sleeps what is left instead of giving up, and asks again too early."""

KILLED_BY = 9
REPLACE = {
    """                    if max_elapsed is not None and time.monotonic() - started + pause > max_elapsed:
                        raise
""": """                    if max_elapsed is not None:
                        left = max_elapsed - (time.monotonic() - started)
                        if left <= 0:
                            raise
                        pause = min(pause, left)
""",
}
