"""Dicts are new, lists are changed in place."""

KILLED_BY = 6
REPLACE = {
    """        items = [redact(item, secret_values) for item in value]
""": """        items = value if isinstance(value, list) else list(value)
        items[:] = [redact(item, secret_values) for item in items]
""",
}
