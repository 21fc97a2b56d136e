"""exc_info is dropped."""

KILLED_BY = 6
REPLACE = {
    """        if isinstance(error, BaseException):
            line""": """        if False:
            line""",
}
