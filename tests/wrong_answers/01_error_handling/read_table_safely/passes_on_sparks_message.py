"""Hands on Spark's message: for a view over a dropped table it names the table, and nobody knows who reads it."""

KILLED_BY = 2
REPLACE = {
    'TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}")': "TableNotFoundError(str(error))"
}
