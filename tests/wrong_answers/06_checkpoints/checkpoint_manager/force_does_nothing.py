"""Not even force moves a mark back."""

KILLED_BY = 4
REPLACE = {
    "if stored is not None and not force and": "if stored is not None and",
}
