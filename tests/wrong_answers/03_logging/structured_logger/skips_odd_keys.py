"""skipkeys=True: what stood under a tuple is gone."""

KILLED_BY = 9
REPLACE = {
    "{text(key): json_value": "{key: json_value",
    "json.dumps(line, allow_nan=False)": "json.dumps(line, allow_nan=False, skipkeys=True)",
}
