"""Measures with time.time(), which may be set back."""

KILLED_BY = 9
REPLACE = {
    """            started = time.monotonic()
""": """            started = time.time()
""",
    "time.monotonic() - started + pause": "time.time() - started + pause",
}
