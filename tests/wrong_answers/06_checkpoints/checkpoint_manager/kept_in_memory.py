"""Each mark is read once and remembered: what others set is never seen."""

KILLED_BY = 6
ALSO = (5, 7)
REPLACE = {
    "row = self.spark.table(self.table).filter(named).first()": """known = self.__dict__.setdefault("known", {})
        if (pipeline, key) not in known:
            known[pipeline, key] = self.spark.table(self.table).filter(named).first()
        row = known[pipeline, key]""",
    "stored = self.get_checkpoint(pipeline, key)": "stored = CheckpointManager(self.table).get_checkpoint(pipeline, key)",
}
