"""Labels the copy's rows with the primary's name."""

KILLED_BY = 3
REPLACE = {"from_table(read_table_safely(fallback_table), fallback_table)": "from_table(read_table_safely(fallback_table), primary_table)"}
