"""indent=2: one object on a dozen lines."""

KILLED_BY = 1
ALSO = (2, 3, 4, 5, 6, 8, 9, 10)
REPLACE = {
    "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, indent=2)",
}
