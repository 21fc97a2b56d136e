"""Reads the table, adds the batch, keeps the newest, overwrites the table: right rows, all written anew."""

KILLED_BY = 10


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    require_keys(df, key_columns, order_by)
    spark, batch = df.sparkSession, dedupe_latest(df, key_columns, order_by)
    version = lambda: DeltaTable.forName(spark, table_name).history(1).first()["version"]
    if not spark.catalog.tableExists(table_name):
        batch.write.format("delta").saveAsTable(table_name)
        return MergeMetrics(batch.count(), 0, 0, 0)
    old = spark.table(table_name)
    both = old.withColumn("arrived", F.lit(0)).unionByName(batch.withColumn("arrived", F.lit(1)))
    newest = F.struct(F.col(quote(order_by)).isNotNull(), F.col(quote(order_by)), "arrived")
    rank = F.row_number().over(Window.partitionBy(*map(quote, key_columns)).orderBy(newest.desc()))
    table = both.withColumn("rank", rank).filter("rank = 1").select(*map(quote, batch.columns))
    changes = table.exceptAll(old)
    total = changes.count()
    inserted = changes.join(old, list(key_columns), "left_anti").count() if total else 0
    if total:
        for attempt in range(1, max_attempts + 1):
            try:
                table.write.format("delta").mode("overwrite").saveAsTable(table_name)
                break
            except CONFLICTS:
                if attempt == max_attempts:
                    raise
                sleep(attempt)
    return MergeMetrics(inserted, total - inserted, 0, version())
