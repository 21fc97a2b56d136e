"""Names the relation that Spark misses: of a view over a dropped table that is the table, and not what was asked for."""

KILLED_BY = 2
REPLACE = {
    'TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}")': 'TableNotFoundError(f"Spark finds no table or view {missing}")'
}
