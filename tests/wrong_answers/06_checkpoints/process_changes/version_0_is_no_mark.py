"""The mark 0, a table's first version, is taken for none, and the whole table comes again."""

KILLED_BY = 2
REPLACE = {
    "if done is None:": "if not done:",
}
