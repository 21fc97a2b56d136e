"""Calls func and returns nothing."""

KILLED_BY = 1
REPLACE = {
    """            return func()
        except""": """            func()
            return None
        except""",
}
