"""Pastes the name into SQL: what stands behind it runs."""

KILLED_BY = 5
REPLACE = {"lesson.spark.table(table_name)": 'lesson.spark.sql(f"SELECT * FROM {table_name}")'}
