"""Calls the function and returns nothing."""

KILLED_BY = 1
REPLACE = {
    """                    return function(*args, **kwargs)
""": """                    function(*args, **kwargs)
                    return None
""",
}
