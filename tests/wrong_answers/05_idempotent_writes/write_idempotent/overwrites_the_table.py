"""Overwrites the table with the batch: idempotent, and all that the batch does not mention is gone."""

KILLED_BY = 6
ALSO = (3, 5)  # a replay writes every row again; an older version replaces a newer one


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    batch = dedupe_latest(df, key_columns, order_by)
    batch.write.format("delta").mode("overwrite").saveAsTable(table_name)
    version = DeltaTable.forName(df.sparkSession, table_name).history(1).first()["version"]
    return MergeMetrics(batch.count(), 0, 0, version)
