"""Expects the table to be there."""

KILLED_BY = 1
REPLACE = {
    """        spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) USING delta")
""": "",
}
