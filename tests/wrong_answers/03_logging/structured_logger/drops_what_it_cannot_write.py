"""A try around the dump, and silence when it fails: the line is gone."""

KILLED_BY = 1
ALSO = (9,)
REPLACE = {
    """= json_value(value)
        logger.log(level, json.dumps(line, allow_nan=False))""": """= value
        try:
            logger.log(level, json.dumps(line, allow_nan=False))
        except Exception:
            pass""",
}
