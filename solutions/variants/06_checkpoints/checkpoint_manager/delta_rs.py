"""The marks are written by delta-rs, without Spark; the table is found through the catalog."""

import json

import pyarrow as pa
from deltalake import DeltaTable as RustTable
from deltalake import QueryBuilder
from deltalake.exceptions import CommitFailedError

KINDS = {"str": str, "int": int, "date": date.fromisoformat, "datetime": datetime.fromisoformat}
COLUMNS = ("pipeline", "key", "mark")


def dump(mark):
    if isinstance(mark, datetime):
        if mark.tzinfo is None:
            raise ValueError(f"{mark} is nobody's time")
        mark = mark.astimezone(UTC)
    text = mark.isoformat() if isinstance(mark, date) else str(mark)
    return json.dumps({"kind": type(mark).__name__, "text": text})


def load(text):
    found = json.loads(text)
    return KINDS[found["kind"]](found["text"])


class CheckpointManager:
    def __init__(self, checkpoint_table):
        spark = SparkSession.active()
        spark.sql(f"CREATE TABLE IF NOT EXISTS {checkpoint_table} (pipeline STRING, key STRING, mark STRING) USING delta")
        self.path = spark.sql(f"DESCRIBE DETAIL {checkpoint_table}").first()["location"]

    def _at(self, table, pipeline, key):
        rows = pa.table(QueryBuilder().register("t", table).execute("SELECT pipeline, key, mark FROM t").read_all())
        found = {(row["pipeline"], row["key"]): row["mark"] for row in rows.to_pylist()}
        return found.get((pipeline, key))

    def get_checkpoint(self, pipeline, key):
        text = self._at(RustTable(self.path), pipeline, key)
        return None if text is None else load(text)

    def set_checkpoint(self, pipeline, key, value, expected=UNSET, *, force=False):
        table = RustTable(self.path)
        new, old = dump(value), self._at(table, pipeline, key)
        if expected is not UNSET and old != (None if expected is None else dump(expected)):
            raise CheckpointConflict("not as expected")
        if old is not None and not force:
            stored, given = load(old), load(new)
            if type(stored) is not type(given) or given < stored:
                raise CheckpointConflict("would go backwards")
        row = pa.table({name: [text] for name, text in zip(COLUMNS, (pipeline, key, new), strict=True)})
        merge = table.merge(row, "t.pipeline = s.pipeline AND t.key = s.key", source_alias="s", target_alias="t")
        try:
            # The table was loaded before the mark was read: a commit since then is a conflict.
            merge.when_matched_update_all().when_not_matched_insert_all().execute()
        except CommitFailedError as error:
            raise CheckpointConflict("another run committed first") from error
