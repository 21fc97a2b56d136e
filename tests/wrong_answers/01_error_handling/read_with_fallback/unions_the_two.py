"""Appends the copy's rows to the primary's: twice the flights."""

KILLED_BY = 1
REPLACE = {
    "return from_table(read_table_safely(primary_table), primary_table)": "return from_table(read_table_safely(primary_table), primary_table).union(from_table(read_table_safely(fallback_table), fallback_table))"
}
