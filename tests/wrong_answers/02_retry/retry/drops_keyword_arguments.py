"""Forgets **kwargs on the way."""

KILLED_BY = 1
REPLACE = {
    """                    return function(*args, **kwargs)
""": """                    return function(*args)
""",
}
