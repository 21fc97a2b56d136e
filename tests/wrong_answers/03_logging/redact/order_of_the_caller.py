"""Replaces in the order given."""

KILLED_BY = 3
REPLACE = {
    "sorted(filter(None, secret_values), key=len, reverse=True)": "filter(None, secret_values)",
}
