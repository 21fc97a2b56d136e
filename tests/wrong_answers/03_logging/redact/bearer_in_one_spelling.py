"""Bearer, not bearer."""

KILLED_BY = 4
REPLACE = {
    "(?i)\\b(bearer)": "\\b(Bearer)",
}
