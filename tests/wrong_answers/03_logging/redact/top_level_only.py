"""Looks at the keys of the outermost dict."""

KILLED_BY = 1
ALSO = (3, 4)
REPLACE = {
    "else redact(item, secret_values) for key, item in value.items()": "else item for key, item in value.items()",
}
