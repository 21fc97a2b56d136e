"""No trigger: the query waits for more rows for ever, and its caller with it."""

KILLED_BY = 3
REPLACE = {".trigger(availableNow=True)": ""}
