"""Adds a handler only when there is none, so a new stream is ignored."""

KILLED_BY = 4
REPLACE = {
    """        logger.handlers = [LineHandler(stream)]
""": """        if not logger.handlers:
            logger.addHandler(LineHandler(stream))
""",
}
