"""One version too many: what it brought is lost."""

KILLED_BY = 2
ALSO = (5, 6)
REPLACE = {
    "done + 1": "done + 2",
}
