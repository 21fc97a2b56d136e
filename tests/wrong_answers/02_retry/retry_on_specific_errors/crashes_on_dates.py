"""int() of an HTTP date raises ValueError in the caller's face."""

KILLED_BY = 4
ALSO = (6,)
REPLACE = {
    """    with suppress(ValueError):
        return max(0.0, float(int(text)))
""": """    return float(int(text)) if text else 0.0
""",
}
