"""The mark is kept and never used: each run reads the whole source."""

KILLED_BY = 2
REPLACE = {
    "if lo is not None:": "if False:",
}
