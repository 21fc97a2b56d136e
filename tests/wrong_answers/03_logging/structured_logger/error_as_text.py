"""error is a text, not an object: type and message cannot be queried."""

KILLED_BY = 6
REPLACE = {
    'line["error"] = describe_error(error)': 'line["error"] = text(error)',
}
