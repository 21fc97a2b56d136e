"""No version at all: the rows are frozen by localCheckpoint, and hi is looked up in them."""

def process_increment(source, target, checkpoints, *, key_columns, mark_column="updated_at", overlap=timedelta(0), write=write_idempotent):
    lo = checkpoints.get_checkpoint(target, source)
    rows = SparkSession.active().table(source)
    if lo is not None:
        rows = rows.where(F.col(mark_column) >= F.lit(lo - overlap))
    rows = rows.localCheckpoint(eager=True)
    newest = rows.select(F.max(F.unix_micros(mark_column)).alias("micros")).head().micros
    if newest is None:
        return
    write(rows, target, key_columns, order_by=mark_column)
    hi = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=newest)
    if lo is None or lo < hi:
        checkpoints.set_checkpoint(target, source, hi)
