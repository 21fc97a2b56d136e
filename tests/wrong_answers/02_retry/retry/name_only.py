"""Copies the name and leaves the docstring and the signature behind."""

KILLED_BY = 5
REPLACE = {
    """        @functools.wraps(function)
""": "",
    """        return call
""": """        call.__name__ = function.__name__
        return call
""",
}
