"""json.dumps of the bare fields: a date ends the pipeline."""

KILLED_BY = 1
ALSO = (7, 9)
REPLACE = {
    """= json_value(value)
        logger.log""": """= value
        logger.log""",
}
