"""str() of a foreign object, without a net."""

KILLED_BY = 7
ALSO = (9,)
REPLACE = {
    """    try:
        return _container(value, inside)
    except Exception:  # containers can be broken in any way
        return text(value)""": "    return _container(value, inside)",
    """
    return text(value)""": """
    return str(value)""",
}
