"""One MERGE in SQL with the names as they are: a dot, a backquote or a SQL word among them breaks it."""

KILLED_BY = 9


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark = df.sparkSession
    batch = dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.limit(0).write.format("delta").saveAsTable(table_name)
    on = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    same = " AND ".join(f"t.{name} <=> s.{name}" for name in batch.columns)
    wins = f"(t.{order_by} IS NULL OR coalesce(s.{order_by} >= t.{order_by}, false))"
    merge = f"""MERGE INTO {table_name} t USING {{batch}} s ON {on}
        WHEN MATCHED AND {wins} AND NOT ({same}) THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *"""
    for attempt in range(1, max_attempts + 1):
        try:
            done = spark.sql(merge, batch=batch).first()
            break
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(2**attempt)
    version = spark.sql(f"DESCRIBE HISTORY {table_name} LIMIT 1").first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
