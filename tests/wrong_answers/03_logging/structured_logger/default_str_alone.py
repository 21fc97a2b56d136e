"""default=str covers dates and Decimals; NaN stays bare, and a stubborn object raises."""

KILLED_BY = 1
ALSO = (7, 9)
REPLACE = {
    """= json_value(value)
        logger.log""": """= value
        logger.log""",
    "json.dumps(line, allow_nan=False)": "json.dumps(line, default=str)",
}
