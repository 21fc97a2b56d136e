"""Refuses a row only if all its key columns are NULL."""

KILLED_BY = 7


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    spark = df.sparkSession
    missing = {*key_columns, order_by} - set(df.columns)
    if missing:
        raise SchemaValidationError(f"missing columns: {sorted(missing)}")
    keyed = df.dropna(how="all", subset=[quote(key) for key in key_columns])
    count = df.count() - keyed.count()
    if count:
        raise DataQualityError(f"{count} rows have NULL in {list(key_columns)}")
    batch = dedupe_latest(df, key_columns, order_by)
    for attempt in range(1, max_attempts + 1):
        try:
            if spark.catalog.tableExists(table_name):
                return merge_changes(batch, table_name, key_columns, order_by)
            batch.write.format("delta").saveAsTable(table_name)
            return MergeMetrics(batch.count(), 0, 0, 0)
        except CONFLICTS:
            if attempt == max_attempts:
                raise
            sleep(attempt)
