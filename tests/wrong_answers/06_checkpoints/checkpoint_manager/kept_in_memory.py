"""Each mark is read once and remembered: what other managers set is never seen."""

KILLED_BY = 6
REPLACE = {
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
}
