"""Reads seconds as milliseconds."""

KILLED_BY = 3
REPLACE = {
    "float(int(text))": "float(int(text)) / 1000",
}
