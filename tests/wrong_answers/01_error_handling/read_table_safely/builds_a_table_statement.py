"""`TABLE name` parses a query too: LIMIT and UNION may stand behind it."""

KILLED_BY = 5
REPLACE = {"lesson.spark.table(table_name)": 'lesson.spark.sql(f"TABLE {table_name}")'}
