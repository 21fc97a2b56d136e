"""Measures the date against the machine's clock instead of now()."""

KILLED_BY = 4
REPLACE = {
    "- now()": "- datetime.now(UTC)",
}
