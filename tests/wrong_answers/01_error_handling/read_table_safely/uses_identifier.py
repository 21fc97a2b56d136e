"""IDENTIFIER(:name) takes a name as a value, but not delta.`path`."""

KILLED_BY = 5
REPLACE = {
    "lesson.spark.table(table_name)": 'lesson.spark.sql("SELECT * FROM IDENTIFIER(:name)", args={"name": table_name})'
}
