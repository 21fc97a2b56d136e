"""Numbers and None come back as texts."""

KILLED_BY = 6
ALSO = (1, 2, 3)
REPLACE = {
    "return redact_text(value, secret_values) if isinstance(value, str) else value": "return redact_text(str(value), secret_values)",
}
