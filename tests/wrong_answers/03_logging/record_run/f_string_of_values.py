"""Values in an f-string: the first quote in an error ends the statement."""

KILLED_BY = 4
REPLACE = {
    """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        values = ", ".join(
            "NULL" if v is None else f"timestamp'{v.isoformat()}'" if isinstance(v, datetime) else
            f"'{v}'" if isinstance(v, str) else f"{v}D" for v in row.values()
        )
        spark.sql(f"DELETE FROM {table} WHERE run_id = '{run.run_id}'")
        spark.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})")
""",
}
