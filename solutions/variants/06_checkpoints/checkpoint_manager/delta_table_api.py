"""Typed by a prefix in one column, moments as microseconds since 1970, MERGE by Delta's Python API."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def pack(mark):
    if isinstance(mark, datetime):
        if mark.utcoffset() is None:
            raise ValueError("a moment needs a zone")
        return f"t{(mark - EPOCH) // MICROSECOND}"
    if isinstance(mark, date):
        return f"d{mark.toordinal()}"
    return f"i{mark}" if isinstance(mark, int) else f"s{mark}"


def unpack(packed):
    kind, text = packed[0], packed[1:]
    if kind == "t":
        return EPOCH + int(text) * MICROSECOND
    if kind == "d":
        return date.fromordinal(int(text))
    return int(text) if kind == "i" else text


class CheckpointManager:
    def __init__(self, checkpoint_table):
        self.name, self.spark = checkpoint_table, SparkSession.active()
        table = DeltaTable.createIfNotExists(self.spark).tableName(checkpoint_table)
        for column in ("pipeline", "key", "packed"):
            table = table.addColumn(column, "STRING", nullable=False)
        table.execute()

    def _packed(self, pipeline, key):
        rows = self.spark.table(self.name).filter(F.col("pipeline").eqNullSafe(pipeline) & (F.col("key") == F.lit(key)))
        return next((row.packed for row in rows.collect()), None)

    def get_checkpoint(self, pipeline, key):
        packed = self._packed(pipeline, key)
        return packed and unpack(packed)

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        new, old = pack(value), self._packed(pipeline, key)
        if expected is not UNSET and old != (None if expected is None else pack(expected)):
            raise CheckpointConflict("not what was expected")
        if old is not None and not force and (new[0] != old[0] or unpack(new) < unpack(old)):
            raise CheckpointConflict("backwards")
        source = self.spark.createDataFrame([(pipeline, key, new)], "pipeline STRING, key STRING, packed STRING")
        target = DeltaTable.forName(self.spark, self.name).alias("t")
        merge = target.merge(source.alias("s"), "t.pipeline = s.pipeline AND t.key = s.key")
        if old is None:
            merge = merge.whenNotMatchedInsertAll()
        else:
            merge = merge.whenMatchedUpdateAll(F.col("t.packed") == old)
        try:
            changed = merge.execute().first()["num_affected_rows"]
        except CONFLICTS as error:
            raise CheckpointConflict("somebody else wrote") from error
        if changed != 1:
            raise CheckpointConflict("somebody else was faster")
