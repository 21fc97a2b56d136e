"""All values become texts: rows = "689" cannot be summed up."""

KILLED_BY = 1
ALSO = (3, 4, 8, 9)
REPLACE = {
    """= json_value(value)
        logger.log""": """= text(value)
        logger.log""",
}
