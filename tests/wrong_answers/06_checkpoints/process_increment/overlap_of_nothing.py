"""Without a mark it subtracts the overlap from None."""

KILLED_BY = 6
REPLACE = {
    """    if lo is not None:
        rows = rows.filter(F.col(mark_column) >= lo - overlap)""": "    rows = rows.filter(F.col(mark_column) >= lo - overlap)",
}
