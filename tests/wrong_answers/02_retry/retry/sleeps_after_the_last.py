"""Waits once more before it gives up."""

KILLED_BY = 4
REPLACE = {
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on:
                sleep(next(delays))
                raise
""",
}
