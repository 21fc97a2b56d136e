"""Marks as whole microseconds since 1970: no zone can get at them."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE = timedelta(microseconds=1)


def process_increment(source, target, checkpoints, *, key_columns, mark_column="updated_at", overlap=timedelta(0), write=write_idempotent):
    spark = SparkSession.active()
    newest = max(row.version for row in spark.sql(f"DESCRIBE HISTORY {source}").select("version").collect())
    pinned = spark.read.format("delta").option("versionAsOf", newest).table(source)
    micros = F.unix_micros(F.col(mark_column))
    stored = checkpoints.get_checkpoint(pipeline=target, key=source)
    for (hi,) in pinned.select(F.max(micros)).dropna().collect():
        since = [] if stored is None else [micros >= (stored - overlap - EPOCH) // ONE]
        rows = pinned
        for condition in since:
            rows = rows.where(condition)
        write(df=rows, table_name=target, key_columns=key_columns, order_by=mark_column)
        mark = EPOCH + hi * ONE
        if mark != max(mark, stored or mark):
            return
        checkpoints.set_checkpoint(target, source, mark)
