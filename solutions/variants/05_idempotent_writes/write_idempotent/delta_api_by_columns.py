"""Column expressions instead of SQL text; the unchanged rows are matched and passed over by MERGE itself."""


def write_idempotent(df, table_name, key_columns, order_by="updated_at", *, max_attempts=5, sleep=time.sleep):
    def column(side, name):
        return F.col(f"{side}.{quote(name)}")

    def merge_once():
        if not spark.catalog.tableExists(table_name):
            DeltaTable.create(spark).tableName(table_name).addColumns(df.schema).execute()
        table = DeltaTable.forName(spark, table_name)
        values = {quote(name): column("new", name) for name in df.columns}
        merge = table.alias("old").merge(source.alias("new"), all_of(same_key))
        done = merge.whenMatchedUpdate(wins & ~all_of(same_row), set=values).whenNotMatchedInsert(
            values=values
        )
        counts = done.execute().first()
        version = table.history(1).select("version").first()[0]
        return MergeMetrics(
            counts.num_inserted_rows, counts.num_updated_rows, counts.num_deleted_rows, version
        )

    def all_of(conditions):
        together = F.lit(True)
        for condition in conditions:
            together &= condition
        return together

    spark = df.sparkSession
    absent = sorted({*key_columns, order_by}.difference(df.columns))
    if absent:
        raise SchemaValidationError("not in the batch: " + ", ".join(absent))
    empty = df.agg(
        *[F.sum(F.col(quote(k)).isNull().cast("int")).alias(f"n{i}") for i, k in enumerate(key_columns)]
    )
    for key, count in zip(key_columns, empty.first(), strict=True):
        if count:
            raise DataQualityError(f"{count} rows of the batch have no {key}")
    source = dedupe_latest(df, key_columns, order_by)
    same_key = [column("old", name) == column("new", name) for name in key_columns]
    same_row = [column("old", name).eqNullSafe(column("new", name)) for name in df.columns]
    old_date, new_date = column("old", order_by), column("new", order_by)
    wins = F.when(old_date.isNull(), True).otherwise(F.coalesce(new_date >= old_date, F.lit(False)))
    for pause in [0.5 * 2**n for n in range(max_attempts - 1)]:
        try:
            return merge_once()
        except CONFLICTS as error:
            print(f"{type(error).__name__}: next try in {pause} s")
            sleep(pause)
    return merge_once()
