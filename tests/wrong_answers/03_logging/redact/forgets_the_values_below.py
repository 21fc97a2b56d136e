"""Does not hand secret_values down."""

KILLED_BY = 3
REPLACE = {
    "items = [redact(item, secret_values) for item in value]": "items = [redact(item) for item in value]",
}
