"""The nonsense shows at the first call, at night, not at the start."""

KILLED_BY = 7
REPLACE = {
    """    if max_attempts < 1 or delay < 0:
        raise""": """    def refuse():
        raise""",
    """            started = time.monotonic()
""": """            if max_attempts < 1 or delay < 0:
                refuse()
            started = time.monotonic()
""",
}
