"""Marks are compared as texts: 10 is less than 9."""

KILLED_BY = 4
REPLACE = {
    "or value < stored)": "or str(value) < str(stored))",
}
