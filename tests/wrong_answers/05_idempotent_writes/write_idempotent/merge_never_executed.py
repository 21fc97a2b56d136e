"""Builds the MERGE and forgets execute(): nothing happens, without an error."""

KILLED_BY = 4
ALSO = (8,)


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target = DeltaTable.forName(spark, table_name)
    on = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    merge = target.alias("t").merge(batch.alias("s"), on)
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll()
    return MergeMetrics(0, 0, 0, target.history(1).first()["version"])
