"""The row that is exactly as late as allowed is lost."""

KILLED_BY = 3
REPLACE = {
    "F.col(mark_column) >= lo - overlap": "(F.col(mark_column) > lo - overlap) | (F.col(mark_column) >= lo)",
}
