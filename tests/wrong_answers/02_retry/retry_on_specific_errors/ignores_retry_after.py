"""Backs off by its own law, whatever the server asks."""

KILLED_BY = 3
ALSO = (4,)
REPLACE = {
    """            asked = retry_after(error, now)
""": """            asked = 0.0
""",
}
