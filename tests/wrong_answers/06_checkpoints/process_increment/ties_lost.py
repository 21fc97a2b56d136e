"""Strictly later than the mark: a row that ties with it is never read."""

KILLED_BY = 2
REPLACE = {
    "F.col(mark_column) >= lo - overlap": "F.col(mark_column) > lo - overlap",
}
