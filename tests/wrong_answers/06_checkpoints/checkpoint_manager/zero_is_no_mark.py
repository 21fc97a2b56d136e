"""The mark 0, such as a table's first version, is taken for none."""

KILLED_BY = 5
REPLACE = {
    "nothing if stored is None else": "nothing if not stored else",
}
