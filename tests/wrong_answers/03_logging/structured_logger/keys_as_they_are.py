"""Keys of dicts stay tuples, which json.dumps refuses."""

KILLED_BY = 9
REPLACE = {
    "return {text(key): json_value(item, inside) for key, item in value.items()}": "return {key: json_value(item, inside) for key, item in value.items()}",
}
