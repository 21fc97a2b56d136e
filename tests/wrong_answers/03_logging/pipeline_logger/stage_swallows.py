"""A stage logs the error and goes on."""

KILLED_BY = 4
ALSO = (6,)
REPLACE = {
    """            failure = error
            raise
""": """            failure = error
""",
}
