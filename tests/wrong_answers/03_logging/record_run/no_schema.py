"""Creates the table but not its schema: the first run of a new environment is never recorded."""

KILLED_BY = 1
REPLACE = {
    """        if schema:
""": """        if False:
""",
}
