"""The MERGE of the manual: update what matches, insert the rest, without a condition."""

KILLED_BY = 3
ALSO = (5,)  # without a condition an older version replaces a newer one


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target = DeltaTable.forName(spark, table_name)
    on = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in key_columns)
    merge = target.alias("t").merge(batch.alias("s"), on).whenMatchedUpdateAll().whenNotMatchedInsertAll()
    done = merge.execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
