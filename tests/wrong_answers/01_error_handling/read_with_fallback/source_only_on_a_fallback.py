"""The column comes with the copy only: downstream meets two schemas."""

KILLED_BY = 3
REPLACE = {"return from_table(read_table_safely(primary_table), primary_table)": "return read_table_safely(primary_table)"}
