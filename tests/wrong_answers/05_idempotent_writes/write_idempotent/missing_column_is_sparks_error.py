"""Never compares the names: a batch without a key column ends in an AnalysisException of Spark's."""

KILLED_BY = 7


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    for key in key_columns:
        nulls = df.filter(F.col(quote(key)).isNull()).count()
        if nulls:
            raise DataQualityError(f"{nulls} rows have NULL in {key}")
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
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
