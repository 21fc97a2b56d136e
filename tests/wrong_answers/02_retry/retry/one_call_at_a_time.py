"""A lock around the call: one waiting client stops all others."""

KILLED_BY = 6
REPLACE = {
    """        @functools.wraps(function)
""": """        lock = threading.Lock()

        @functools.wraps(function)
""",
    """            started = time.monotonic()
""": """            with lock:
                return attempt_all(args, kwargs)

        def attempt_all(args, kwargs):
            started = time.monotonic()
""",
}
