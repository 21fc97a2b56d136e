"""ensure_ascii=False: half a surrogate pair cannot be written to a UTF-8 file."""

KILLED_BY = 9
REPLACE = {
    "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, ensure_ascii=False)",
}
