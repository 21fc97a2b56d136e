"""Plain SQL: the version from DESCRIBE HISTORY, hi as microseconds since 1970, so that no zone comes in."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def process_increment(source, target, checkpoints, *, key_columns, mark_column="updated_at", overlap=timedelta(0), write=write_idempotent):
    spark = SparkSession.active()
    version = spark.sql(f"DESCRIBE HISTORY {source} LIMIT 1").collect()[0]["version"]
    pinned = f"{source} VERSION AS OF {version}"
    micros = spark.sql(f"SELECT unix_micros(max({mark_column})) AS hi FROM {pinned}").collect()[0]["hi"]
    if micros is None:
        return
    lo = checkpoints.get_checkpoint(target, source)
    hi = EPOCH + timedelta(microseconds=micros)
    start = -(2**62) if lo is None else (lo - overlap - EPOCH) // timedelta(microseconds=1)
    rows = spark.sql(
        f"SELECT * FROM {pinned} WHERE unix_micros({mark_column}) BETWEEN :start AND :end",
        args={"start": start, "end": micros},
    )
    write(rows, target, key_columns, mark_column)
    checkpoints.set_checkpoint(target, source, hi if lo is None else max(lo, hi))
