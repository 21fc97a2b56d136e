"""Adds a second to the mark, so as not to read the last rows twice."""

KILLED_BY = 2
REPLACE = {
    "F.col(mark_column) >= lo - overlap": "F.col(mark_column) >= lo - overlap + timedelta(seconds=1)",
}
