"""Takes out what the table holds already (exceptAll) before the MERGE, and makes no commit for nothing."""


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    for attempt in range(max_attempts):
        try:
            return _upsert(
                df.sparkSession, dedupe_latest(df, key_columns, order_by), table_name, key_columns, order_by
            )
        except CONFLICTS:
            if attempt + 1 == max_attempts:
                raise
        sleep(1 + attempt)


def _upsert(spark, batch, table_name, key_columns, order_by):
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").mode("errorifexists").saveAsTable(table_name)
        metrics = DeltaTable.forName(spark, table_name).history(1).first()
        return MergeMetrics(int(metrics["operationMetrics"]["numOutputRows"]), 0, 0, metrics["version"])
    target = DeltaTable.forName(spark, table_name)
    names = [F.col(quote(name)) for name in batch.columns]
    changed = batch.exceptAll(target.toDF().select(*names)).alias("s")
    if changed.isEmpty():
        return MergeMetrics(0, 0, 0, target.history(1).first()["version"])
    date = quote(order_by)
    row = {quote(name): F.col(f"s.{quote(name)}") for name in batch.columns}
    merge = (
        target.alias("t")
        .merge(changed, " AND ".join(f"(t.{quote(key)} = s.{quote(key)})" for key in key_columns))
        .whenMatchedUpdate(f"ifnull(s.{date} >= t.{date}, t.{date} IS NULL)", row)
        .whenNotMatchedInsert(values=row)
    )
    done = merge.execute().first()
    version = target.history(1).first()["version"]
    return MergeMetrics(
        done["num_inserted_rows"], done["num_updated_rows"], done["num_deleted_rows"], version
    )
