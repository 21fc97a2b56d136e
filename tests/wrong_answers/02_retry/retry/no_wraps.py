"""The decorated function is called "call" in every log."""

KILLED_BY = 5
REPLACE = {
    """        @functools.wraps(function)
""": "",
}
