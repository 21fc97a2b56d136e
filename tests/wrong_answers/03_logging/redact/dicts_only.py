"""Looks into dicts alone: other mappings, such as os.environ, go out with all their secrets."""

KILLED_BY = 1
REPLACE = {
    "if isinstance(value, Mapping):": "if isinstance(value, dict):",
}
