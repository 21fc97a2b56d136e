"""Follows a list that holds itself until Python gives up, and then the line is lost."""

KILLED_BY = 9
ALSO = (7,)
REPLACE = {
    """    if id(value) in inside or len(inside) > 20:
        return "…"
""": "",
    """    try:
        return _container(value, inside)
    except Exception:  # containers can be broken in any way
        return text(value)""": "    return _container(value, inside)",
}
