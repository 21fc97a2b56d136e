"""The decorator alerts and returns None."""

KILLED_BY = 6
REPLACE = {
    """{"check": function.__name__})
                raise""": """{"check": function.__name__})
                return None""",
}
