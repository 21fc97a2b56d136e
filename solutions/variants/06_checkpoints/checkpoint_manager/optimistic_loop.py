"""One UPDATE or one insert-only MERGE; whether it was this call's is told by reading back a mark of its own."""

from uuid import uuid4


class CheckpointManager:
    COLUMNS = "pipeline STRING, key STRING, kind STRING, value STRING, writer STRING"

    def __init__(self, checkpoint_table):
        self.table = checkpoint_table
        SparkSession.active().sql(f"CREATE TABLE IF NOT EXISTS {self.table} ({self.COLUMNS}) USING DELTA")

    def _row(self, pipeline, key):
        query = f"SELECT kind, value, writer FROM {self.table} WHERE pipeline = :pipeline AND key = :key"
        rows = SparkSession.active().sql(query, args={"pipeline": pipeline, "key": key}).collect()
        return rows[0] if rows else None

    def get_checkpoint(self, pipeline, key):
        row = self._row(pipeline, key)
        return mark_from_text(row.kind, row.value) if row else None

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        kind, text = mark_to_text(value)
        row = self._row(pipeline, key)
        stored = mark_from_text(row.kind, row.value) if row else None
        if expected is not UNSET and (expected is None) != (stored is None):
            raise CheckpointConflict(f"found {stored}")
        if expected not in (UNSET, None) and mark_to_text(expected) != (row.kind, row.value):
            raise CheckpointConflict(f"found {stored}")
        if row and not force and (row.kind != kind or stored > value):
            raise CheckpointConflict(f"found {stored}, which is later")
        me, spark = str(uuid4()), SparkSession.active()
        args = {"pipeline": pipeline, "key": key, "kind": kind, "value": text, "me": me}
        try:
            if row:
                spark.sql(
                    f"UPDATE {self.table} SET kind = :kind, value = :value, writer = :me "
                    "WHERE pipeline = :pipeline AND key = :key AND writer = :before",
                    args=args | {"before": row.writer},
                )
            else:
                spark.sql(
                    f"MERGE INTO {self.table} t USING (SELECT :pipeline AS pipeline, :key AS key, :kind AS kind, "
                    ":value AS value, :me AS writer) s ON t.pipeline = s.pipeline AND t.key = s.key "
                    "WHEN NOT MATCHED THEN INSERT *",
                    args=args,
                )
        except CONFLICTS as error:
            raise CheckpointConflict("another writer") from error
        if self._row(pipeline, key).writer != me:
            raise CheckpointConflict("another writer")
