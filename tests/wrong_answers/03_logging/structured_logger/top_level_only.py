"""Converts the fields, not what is in their lists and dicts."""

KILLED_BY = 1
ALSO = (7, 9)
REPLACE = {
    "return [json_value(item, inside) for item in value]": "return list(value)",
    "return {text(key): json_value(item, inside) for key, item in value.items()}": "return value",
    "json.dumps(line, allow_nan=False)": "json.dumps(line, default=str)",
}
