"""Merges on the first key column alone: every flight of a day matches every other, and MERGE refuses."""

KILLED_BY = 2
ALSO = (8,)  # it refuses as it would refuse several versions of a key


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    target, key, date = DeltaTable.forName(spark, table_name), quote(key_columns[0]), quote(order_by)
    merge = target.alias("t").merge(batch.alias("s"), f"t.{key} = s.{key}")
    merge = merge.whenMatchedUpdateAll(f"s.{date} > t.{date}").whenNotMatchedInsertAll()
    done = merge.execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
