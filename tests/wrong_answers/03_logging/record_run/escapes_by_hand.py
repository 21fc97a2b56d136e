"""Doubles the quotes and forgets the backslash."""

KILLED_BY = 4
REPLACE = {
    """        spark.sql(
            f"MERGE INTO {table} t USING {{runs}} s ON t.run_id = s.run_id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            runs=spark.createDataFrame([row], columns),
        )
""": """        def shown(v):
            if v is None:
                return "NULL"
            if isinstance(v, datetime):
                return f"timestamp'{v.isoformat()}'"
            return "'" + v.replace("'", "''") + "'" if isinstance(v, str) else f"{v}D"

        spark.sql(f"DELETE FROM {table} WHERE run_id = {shown(run.run_id)}")
        spark.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(map(shown, row.values()))})")
""",
}
