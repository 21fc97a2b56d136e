"""The bound is written into the condition without its zone, and read in the session's."""

KILLED_BY = 7
REPLACE = {
    "rows = rows.filter(F.col(mark_column) >= lo - overlap)": """bound = (lo - overlap).astimezone(UTC).replace(tzinfo=None)
        rows = rows.filter(f"{mark_column} >= TIMESTAMP '{bound}'")""",
}
