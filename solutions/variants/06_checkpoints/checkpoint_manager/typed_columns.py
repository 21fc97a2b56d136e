"""A column for each kind; a moment as microseconds since 1970. The MERGE compares all of them, NULLs too."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = {"text": "STRING", "number": "BIGINT", "day": "DATE", "micros": "BIGINT"}


def columns_of(mark):
    if isinstance(mark, datetime):
        if mark.utcoffset() is None:
            raise ValueError("which moment?")
        return {"micros": (mark - EPOCH) // timedelta(microseconds=1)}
    kinds = {str: "text", int: "number", date: "day"}
    return {} if mark is None else {kinds[type(mark)]: mark}


class CheckpointManager:
    def __init__(self, checkpoint_table):
        self.name, self.spark = checkpoint_table, SparkSession.builder.getOrCreate()
        table = DeltaTable.createIfNotExists(self.spark).tableName(self.name)
        for column, kind in {"pipeline": "STRING", "key": "STRING", **COLUMNS}.items():
            table = table.addColumn(column, kind)
        table.execute()

    def get_checkpoint(self, pipeline, key):
        found = self.spark.read.table(self.name).where((F.col("key") == F.lit(key)) & (F.col("pipeline") == F.lit(pipeline)))
        for text, number, day, micros in found.select(*COLUMNS).collect():
            if micros is not None:
                return EPOCH + timedelta(microseconds=micros)
            return next(mark for mark in (text, number, day) if mark is not None)

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        new, stored = columns_of(value), self.get_checkpoint(pipeline, key)
        old = columns_of(stored)
        if expected is not UNSET and columns_of(expected) != old:
            raise CheckpointConflict(expected)
        if not force and old and (old.keys() != new.keys() or value < stored):
            raise CheckpointConflict(value)
        row = {"pipeline": pipeline, "key": key, **dict.fromkeys(COLUMNS), **new}
        schema = ", ".join(f"{column} {COLUMNS.get(column, 'STRING')}" for column in row)
        batch = self.spark.createDataFrame([tuple(row.values())], schema)
        same = F.lit(True)
        for column, kind in COLUMNS.items():
            same = same & F.col(f"t.{column}").eqNullSafe(F.lit(old.get(column)).cast(kind))
        merge = DeltaTable.forName(self.spark, self.name).alias("t").merge(batch.alias("s"), "t.pipeline = s.pipeline AND t.key = s.key")
        merge = merge.whenMatchedUpdateAll(same).whenNotMatchedInsertAll(F.lit(not old))
        try:
            if not merge.execute().first()["num_affected_rows"]:
                raise CheckpointConflict("somebody else")
        except CONFLICTS as error:
            raise CheckpointConflict("somebody else") from error
