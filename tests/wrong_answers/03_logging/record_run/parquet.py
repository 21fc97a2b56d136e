"""A table of Parquet files."""

KILLED_BY = 1
REPLACE = {
    "USING delta": "USING parquet",
    """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        spark.createDataFrame([row], columns).write.mode("append").insertInto(table)
""",
}
