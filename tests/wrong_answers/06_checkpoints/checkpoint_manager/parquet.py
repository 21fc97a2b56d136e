"""The marks lie in a Parquet table that is read, changed and overwritten."""

KILLED_BY = 6
ALSO = (7,)


class CheckpointManager:
    def __init__(self, checkpoint_table):
        self.table, self.spark = checkpoint_table, SparkSession.active()
        self.columns = "pipeline STRING, key STRING, kind STRING, value STRING"
        self.spark.sql(f"CREATE TABLE IF NOT EXISTS {checkpoint_table} ({self.columns}) USING parquet")

    def _all(self):
        self.spark.catalog.refreshTable(self.table)
        return {(row["pipeline"], row["key"]): row for row in self.spark.table(self.table).collect()}

    def get_checkpoint(self, pipeline, key):
        row = self._all().get((pipeline, key))
        return None if row is None else mark_from_text(row["kind"], row["value"])

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        known = self._all()
        row = known.get((pipeline, key))
        stored = None if row is None else mark_from_text(row["kind"], row["value"])
        kind, text = mark_to_text(value)
        if expected is not UNSET and stored != expected:
            raise CheckpointConflict(f"{stored} is not {expected}")
        if stored is not None and not force and (kind != row["kind"] or value < stored):
            raise CheckpointConflict(f"{value} is before {stored}")
        known[pipeline, key] = (pipeline, key, kind, text)
        frame = self.spark.createDataFrame(list(known.values()), self.columns)
        frame.coalesce(1).write.mode("overwrite").insertInto(self.table)
