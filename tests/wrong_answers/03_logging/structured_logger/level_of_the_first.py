"""The level is set only the first time."""

KILLED_BY = 5
REPLACE = {
    "        logger.setLevel(level.upper())": """        if logger.level == logging.NOTSET:
            logger.setLevel(level.upper())""",
}
