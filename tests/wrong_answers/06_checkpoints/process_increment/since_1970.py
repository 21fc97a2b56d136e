"""Without a mark it begins in 1970: rows dated 1900 stand for 'unknown', and are lost."""

KILLED_BY = 6
REPLACE = {
    "if lo is not None:": """if lo is None:
        rows = rows.filter(F.col(mark_column) >= datetime(1970, 1, 1, tzinfo=UTC))
    else:""",
}
