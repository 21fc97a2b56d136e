"""An append keeps every mark that ever was; the newest of them is looked up when it is read."""

KILLED_BY = 2


class CheckpointManager:
    def __init__(self, checkpoint_table):
        self.table, self.spark = checkpoint_table, SparkSession.active()
        columns = "pipeline STRING, key STRING, kind STRING, value STRING, number INT"
        self.spark.sql(f"CREATE TABLE IF NOT EXISTS {checkpoint_table} ({columns}) USING delta")

    def _newest(self, pipeline, key):
        named = (F.col("pipeline") == pipeline) & (F.col("key") == key)
        return self.spark.table(self.table).filter(named).orderBy(F.col("number").desc()).first()

    def get_checkpoint(self, pipeline, key):
        row = self._newest(pipeline, key)
        return None if row is None else mark_from_text(row["kind"], row["value"])

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        row = self._newest(pipeline, key)
        stored = None if row is None else mark_from_text(row["kind"], row["value"])
        if expected is not UNSET and stored != expected:
            raise CheckpointConflict(f"{stored} is not {expected}")
        kind, text = mark_to_text(value)
        if stored is not None and not force and (kind != row["kind"] or value < stored):
            raise CheckpointConflict(f"{value} is before {stored}")
        number = 0 if row is None else row["number"] + 1
        columns = "pipeline STRING, key STRING, kind STRING, value STRING, number INT"
        line = self.spark.createDataFrame([(pipeline, key, kind, text, number)], columns)
        line.write.format("delta").mode("append").saveAsTable(self.table)
