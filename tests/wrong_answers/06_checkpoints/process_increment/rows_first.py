"""The rows are read first, then hi: in between somebody writes."""

KILLED_BY = 1
ALSO = (8,)
REPLACE = {
    "lo, hi = checkpoints.get_checkpoint(target, source), pinned": """pinned = spark.createDataFrame(pinned.collect(), pinned.schema)
    lo, hi = checkpoints.get_checkpoint(target, source), spark.table(source)""",
}
