"""Mistakes in ``checkpoint_manager``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.checkpoints.manager import ManageCheckpoints

MISTAKES = [
    mistake(
        "affected_rows_not_looked_at",
        "The MERGE asks again, and its answer is thrown away.",
        killed_by=ManageCheckpoints.one_wins,
        replace={
            'if done["num_affected_rows"] == 0:': "if False:",
        },
    ),
    mistake(
        "another_kind_is_a_type_error",
        "Python's own TypeError for kinds that cannot be compared.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "(new[0] != old[0] or value < stored)": "value < stored",
        },
    ),
    mistake(
        "another_kind_replaces",
        "A text replaces a number: the next run cannot compare.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "(new[0] != old[0] or value < stored)": "new[0] == old[0] and value < stored",
        },
    ),
    mistake(
        "appends_each_mark",
        "An append keeps every mark that ever was; the newest of them is looked up when it is read.",
        killed_by=ManageCheckpoints.one_row,
        whole="""
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
""",
    ),
    mistake(
        "backwards_allowed",
        "Every mark is taken, however early it is.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "(new[0] != old[0] or value < stored)": "new[0] != old[0]",
        },
    ),
    mistake(
        "backwards_ignored_in_silence",
        "A mark that would go back is dropped without a word: the slow run believes that it is stored.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            'raise CheckpointConflict(f"{value!r} would move {pipeline!r}, {key!r} back from {stored!r}")': "return",
        },
    ),
    mistake(
        "case_blind",
        "Names are compared in lower case: two pipelines share a mark.",
        killed_by=ManageCheckpoints.hostile_names,
        replace={
            '(F.col("pipeline") == pipeline)': '(F.lower("pipeline") == pipeline.lower())',
        },
    ),
    mistake(
        "compares_texts",
        "Marks are compared as texts: 10 is less than 9.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "or value < stored)": "or str(value) < str(stored))",
        },
    ),
    mistake(
        "conflict_returns_false",
        "A conflict is told by a return value that nobody looks at.",
        killed_by=ManageCheckpoints.compare_and_set,
        replace={
            'raise CheckpointConflict(f"the mark of {pipeline!r}, {key!r} is {stored!r}, not {expected!r}")': "return False",
        },
    ),
    mistake(
        "dates_become_moments",
        "A date is stored as midnight, and comes back as a datetime.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            'return "date", mark.isoformat()': 'return "timestamp", f"{mark.isoformat()}T00:00:00+00:00"',
        },
    ),
    mistake(
        "everything_is_text",
        "The kind is forgotten: a number comes back as a text.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            'return ("int" if isinstance(mark, int) else "string"), str(mark)': 'return "string", str(mark)',
        },
    ),
    mistake(
        "expectation_ignored",
        "`expected` is a decoration.",
        killed_by=ManageCheckpoints.compare_and_set,
        replace={
            "if expected is not UNSET and": "if False and",
        },
    ),
    mistake(
        "expects_something_only_where_there_is_a_mark",
        "An expectation is compared only with a mark that is there.",
        killed_by=ManageCheckpoints.compare_and_set,
        replace={
            "if expected is not UNSET and old": "if expected is not UNSET and stored is not None and old",
        },
    ),
    mistake(
        "force_does_nothing",
        "Not even force moves a mark back.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "if stored is not None and not force and": "if stored is not None and",
        },
    ),
    mistake(
        "force_keeps_the_kind",
        "Force lets a mark go back, but never become one of another kind.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            "and not force and (new[0] != old[0] or value < stored)": "and (new[0] != old[0] or (value < stored and not force))",
        },
    ),
    mistake(
        "force_skips_the_expectation",
        "Force gets past everything, also past an expectation that does not hold.",
        killed_by=ManageCheckpoints.compare_and_set,
        replace={
            "if expected is not UNSET and old": "if expected is not UNSET and not force and old",
        },
    ),
    mistake(
        "insert_where_there_was_none",
        "INSERT where no mark was found, UPDATE otherwise: two first runs both insert.",
        killed_by=ManageCheckpoints.one_wins,
        replace={
            "done = self.spark.sql(SET_MARK.format(table=self.table), args=names | marks).first()": """text = {"kind": new[0], "value": new[1]}
            change = f"UPDATE {self.table} SET kind = :kind, value = :value WHERE pipeline = :pipeline AND key = :key"
            if stored is None:
                change = f"INSERT INTO {self.table} VALUES (:pipeline, :key, :kind, :value)"
            self.spark.sql(change, args=names | text)
            done = {"num_affected_rows": 1}""",
        },
    ),
    mistake(
        "kept_in_memory",
        "Each mark is read once and remembered: what other managers set is never seen.",
        killed_by=ManageCheckpoints.own_table,
        replace={
            'named = (F.col("pipeline") == pipeline) & (F.col("key") == key)': """known = self.__dict__.setdefault("known", {})
        if (pipeline, key) in known:
            return known[pipeline, key]
        named = (F.col("pipeline") == pipeline) & (F.col("key") == key)""",
            'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is None:
            return None
        known[pipeline, key] = mark_from_text(row["kind"], row["value"])
        return known[pipeline, key]""",
            """if done["num_affected_rows"] == 0:
            raise CheckpointConflict(f"another run set {pipeline!r}, {key!r} meanwhile")""": """if done["num_affected_rows"] == 0:
            raise CheckpointConflict(f"another run set {pipeline!r}, {key!r} meanwhile")
        self.__dict__.setdefault("known", {})[pipeline, key] = value""",
        },
    ),
    mistake(
        "like_instead_of_equal",
        "LIKE reads % and _ in a name as wildcards.",
        killed_by=ManageCheckpoints.hostile_names,
        replace={
            '(F.col("key") == key)': 'F.col("key").like(key)',
        },
    ),
    mistake(
        "microseconds_taken_for_granted",
        "A format that wants a fraction of a second: moments on the second, as publications have them, cannot be read.",
        killed_by=ManageCheckpoints.never_backwards,
        replace={
            'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            return datetime.strptime(row["value"], "%Y-%m-%dT%H:%M:%S.%f%z")
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
        },
    ),
    mistake(
        "naive_taken_for_utc",
        "A datetime without a zone is taken for UTC, which is a guess.",
        killed_by=ManageCheckpoints.zoned,
        replace={
            'raise ValueError(f"{mark} has no zone: nobody knows which moment it is")': "mark = mark.replace(tzinfo=UTC)",
        },
    ),
    mistake(
        "names_glued_into_the_query",
        "f-strings: the names become a part of the SQL.",
        killed_by=ManageCheckpoints.hostile_names,
        replace={
            'named = (F.col("pipeline") == pipeline) & (F.col("key") == key)': "named = f\"pipeline = '{pipeline}' AND key = '{key}'\"",
        },
    ),
    mistake(
        "none_expects_nothing",
        "None is taken for 'not given', so a first run cannot say that it is the first.",
        killed_by=ManageCheckpoints.compare_and_set,
        also=(ManageCheckpoints.one_wins,),
        replace={
            "if expected is not UNSET and old": "if expected is not UNSET and expected is not None and old",
        },
    ),
    mistake(
        "only_the_first_set_is_guarded",
        "Of two first runs one loses, of two later ones none: the update does not ask what is there by then.",
        killed_by=ManageCheckpoints.one_wins,
        replace={
            "WHEN MATCHED AND t.kind = :old_kind AND t.value = :old_value THEN": "WHEN MATCHED AND :old_kind IS NOT NULL THEN",
        },
    ),
    mistake(
        "parquet",
        "The marks lie in a Parquet table that is read, changed and overwritten.",
        killed_by=ManageCheckpoints.own_table,
        also=(ManageCheckpoints.one_wins,),
        whole="""
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
""",
    ),
    mistake(
        "quotes_doubled",
        "Quotes are doubled by hand, backslashes are forgotten.",
        killed_by=ManageCheckpoints.hostile_names,
        replace={
            'named = (F.col("pipeline") == pipeline) & (F.col("key") == key)': """safe_pipeline, safe_key = pipeline.replace("'", "''"), key.replace("'", "''")
        named = f"pipeline = '{safe_pipeline}' AND key = '{safe_key}' AND true"
""",
        },
    ),
    mistake(
        "read_then_write",
        "The MERGE writes over whatever is there now: of two runs the slower one wins, and nobody hears of it.",
        killed_by=ManageCheckpoints.one_wins,
        replace={
            "WHEN MATCHED AND t.kind = :old_kind AND t.value = :old_value THEN UPDATE SET *": "WHEN MATCHED THEN UPDATE SET *",
            "WHEN NOT MATCHED AND :old_kind IS NULL THEN INSERT *": "WHEN NOT MATCHED THEN INSERT *",
            '"kind": new[0], "value": new[1], "old_kind": old[0], "old_value": old[1]': '"kind": new[0], "value": new[1]',
        },
    ),
    mistake(
        "table_replaced",
        "Each manager makes the table anew, and empties it.",
        killed_by=ManageCheckpoints.own_table,
        also=(
            ManageCheckpoints.round_trip,
            ManageCheckpoints.one_row,
            ManageCheckpoints.hostile_names,
        ),
        replace={
            "CREATE TABLE IF NOT EXISTS": "CREATE OR REPLACE TABLE",
        },
    ),
    mistake(
        "utc_taken_for_granted",
        "collect() of a TIMESTAMP column, with UTC put on it: right only where the process is in UTC.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            moment = self.spark.sql("SELECT CAST(:text AS TIMESTAMP) AS moment", args={"text": row["value"]})
            return moment.first()["moment"].replace(tzinfo=UTC)
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
        },
    ),
    mistake(
        "values_glued_into_the_merge",
        "The names are parameters, the value is glued in.",
        killed_by=ManageCheckpoints.hostile_names,
        replace={
            "SET_MARK.format(table=self.table)": 'SET_MARK.format(table=self.table).replace(":value AS value", f"\'{new[1]}\' AS value")',
        },
    ),
    mistake(
        "whole_seconds",
        "Microseconds are cut off: the mark is a little earlier than the row it was made of.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            "mark.astimezone(UTC).isoformat()": 'mark.astimezone(UTC).isoformat(timespec="seconds")',
        },
    ),
    mistake(
        "zero_is_no_mark",
        "The mark 0, such as a table's first version, is taken for none.",
        killed_by=ManageCheckpoints.compare_and_set,
        replace={
            "nothing if stored is None else": "nothing if not stored else",
        },
    ),
    mistake(
        "zone_of_the_process",
        "Written and read as the process's local time: right as long as nobody changes TZ.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            "mark.astimezone(UTC).isoformat()": "datetime.fromtimestamp(mark.timestamp()).isoformat()",
            '{"timestamp": datetime.fromisoformat,': '{"timestamp": lambda text: datetime.fromisoformat(text).astimezone(UTC),',
        },
    ),
    mistake(
        "zone_of_the_session",
        "A TIMESTAMP column read back as text, which uses the zone of the session, and taken for UTC.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            'return None if row is None else mark_from_text(row["kind"], row["value"])': """if row is not None and row["kind"] == "timestamp":
            text = self.spark.sql("SELECT CAST(CAST(:text AS TIMESTAMP) AS STRING) AS text", args={"text": row["value"]})
            return datetime.fromisoformat(text.first()["text"]).replace(tzinfo=UTC)
        return None if row is None else mark_from_text(row["kind"], row["value"])""",
        },
    ),
    mistake(
        "zone_thrown_away",
        "The offset is cut off: the text no longer says which moment it was.",
        killed_by=ManageCheckpoints.round_trip,
        replace={
            "mark.astimezone(UTC).isoformat()": "mark.replace(tzinfo=None).isoformat()",
        },
    ),
]
