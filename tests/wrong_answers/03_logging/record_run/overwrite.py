"""Overwrites the table: one run is left."""

KILLED_BY = 2
REPLACE = {
    """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        spark.createDataFrame([row], columns).write.format("delta").mode("overwrite").saveAsTable(table)
""",
}
