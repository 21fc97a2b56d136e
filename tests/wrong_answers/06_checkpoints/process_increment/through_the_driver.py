"""All rows travel to the driver and back."""

KILLED_BY = 8
REPLACE = {
    "    write(rows, target, key_columns, order_by=mark_column)": """    rows = spark.createDataFrame(rows.collect(), rows.schema)
    write(rows, target, key_columns, order_by=mark_column)""",
}
