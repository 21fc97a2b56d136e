"""Takes an empty batch for a failure."""

KILLED_BY = 1
REPLACE = {
    """                    return function(*args, **kwargs)
""": """                    value = function(*args, **kwargs)
                    if value:
                        return value
                    pause = 0
""",
}
