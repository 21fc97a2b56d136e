"""`expected` is a decoration."""

KILLED_BY = 5
REPLACE = {
    "if expected is not UNSET and": "if False and",
}
