"""The time runs from the decoration on: an hour later every call gives up at once."""

KILLED_BY = 9
REPLACE = {
    """            started = time.monotonic()
""": "",
    """        @functools.wraps(function)
""": """        started = time.monotonic()

        @functools.wraps(function)
""",
}
