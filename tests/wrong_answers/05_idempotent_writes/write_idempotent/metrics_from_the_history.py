"""Reads its numbers from the newest commit; a replay makes none, and reports those of the call before."""

KILLED_BY = 13


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch, spark = dedupe_latest(df, key_columns, order_by), df.sparkSession
    for attempt in range(1, max_attempts + 1):
        try:
            if spark.catalog.tableExists(table_name):
                merge_changes(batch, table_name, key_columns, order_by)
            else:
                batch.write.format("delta").saveAsTable(table_name)
            break
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(attempt)
    commit = DeltaTable.forName(spark, table_name).history(1).first()
    counts = commit["operationMetrics"]
    inserted = counts.get("numTargetRowsInserted", counts.get("numOutputRows", 0))
    updated, deleted = counts.get("numTargetRowsUpdated", 0), counts.get("numTargetRowsDeleted", 0)
    return MergeMetrics(int(inserted), int(updated), int(deleted), commit["version"])
