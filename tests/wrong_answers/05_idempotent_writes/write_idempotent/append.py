"""Appends what it was given: a replay adds every row again."""

KILLED_BY = 2
ALSO = (8,)  # the older versions of a key stay beside the newest


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch = dedupe_latest(df, key_columns, order_by)
    batch.write.format("delta").mode("append").saveAsTable(table_name)
    version = DeltaTable.forName(df.sparkSession, table_name).history(1).first()["version"]
    return MergeMetrics(batch.count(), 0, 0, version)
