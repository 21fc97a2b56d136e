"""delta-rs finds the version and hi, Spark reads the rows of that version."""

import deltalake
import pyarrow as pa


def process_increment(source, target, checkpoints, *, key_columns, mark_column="updated_at", overlap=timedelta(0), write=write_idempotent):
    spark = SparkSession.active()
    folder = spark.sql(f"DESCRIBE DETAIL {source}").head()["location"]
    table = deltalake.DeltaTable(folder)
    found = deltalake.QueryBuilder().register("t", table).execute(f"SELECT max({mark_column}) AS hi FROM t").read_all()
    hi = pa.table(found).column("hi").to_pylist()[0]
    if hi is None:
        return
    lo = checkpoints.get_checkpoint(target, source)
    rows = spark.sql(f"SELECT * FROM {source} VERSION AS OF {table.version()}")
    window = F.col(mark_column).between(datetime(1, 1, 2, tzinfo=UTC) if lo is None else lo - overlap, hi)
    write(rows.where(window), target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi.astimezone(UTC), expected=lo)
