"""An empty table made first, then always one SQL MERGE, from a temporary view; it does write empty commits."""


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    _check_batch(df, key_columns, order_by)
    spark = df.sparkSession
    dedupe_latest(df, key_columns, order_by).createOrReplaceTempView("incoming_batch")
    on = " AND ".join(f"t.{quote(k)} = s.{quote(k)}" for k in key_columns)
    same = " AND ".join(f"t.{quote(c)} <=> s.{quote(c)}" for c in df.columns)
    newer = f"(t.{quote(order_by)} IS NULL OR s.{quote(order_by)} >= t.{quote(order_by)})"
    names = ", ".join(quote(c) for c in df.columns)
    assignments = ", ".join(f"{quote(c)} = s.{quote(c)}" for c in df.columns)
    merge = f"""
        MERGE INTO {table_name} AS t USING incoming_batch AS s ON {on}
        WHEN MATCHED AND {newer} AND NOT ({same}) THEN UPDATE SET {assignments}
        WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({", ".join(f"s.{quote(c)}" for c in df.columns)})"""
    attempts = 0
    while True:
        attempts += 1
        try:
            if not spark.catalog.tableExists(table_name):
                spark.sql(f"CREATE TABLE {table_name} USING delta AS SELECT * FROM incoming_batch LIMIT 0")
            counts = spark.sql(merge).first().asDict()
            break
        except CONFLICTS:
            if attempts >= max_attempts:
                raise
            sleep(min(60, 2**attempts))
    version = spark.sql(f"DESCRIBE HISTORY {table_name} LIMIT 1").first().version
    return MergeMetrics(
        inserted=counts["num_inserted_rows"],
        updated=counts["num_updated_rows"],
        deleted=counts["num_deleted_rows"],
        version=version,
    )


def _check_batch(df, key_columns, order_by):
    for name in [*key_columns, order_by]:
        if name not in df.columns:
            raise SchemaValidationError(f"column {name} is not in the batch")
    for key in key_columns:
        nulls = df.where(F.col(quote(key)).isNull()).count()
        if nulls > 0:
            raise DataQualityError(f"{key} is NULL in {nulls} rows")
