"""One version too many: what it brought is lost."""

KILLED_BY = 2
REPLACE = {
    "done + 1": "done + 2",
}
