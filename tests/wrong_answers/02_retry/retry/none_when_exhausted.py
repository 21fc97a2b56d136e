"""After the last attempt the caller gets None for data."""

KILLED_BY = 2
REPLACE = {
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            with suppress(retry_on):
                return function(*args, **kwargs)
            return None
""",
}
