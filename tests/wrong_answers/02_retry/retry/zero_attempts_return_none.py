"""max_attempts=0 never enters the loop, and None passes for data."""

KILLED_BY = 7
REPLACE = {
    "if max_attempts < 1 or delay < 0:": "if delay < 0:",
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            if max_attempts > 0:
                return function(*args, **kwargs)
""",
}
