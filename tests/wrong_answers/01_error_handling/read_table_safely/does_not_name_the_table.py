"""An error that does not say which table."""

KILLED_BY = 2
REPLACE = {'f"cannot read {table_name}: Spark finds no table or view {missing}"': '"the table is missing"'}
