"""The mark is worked out anew when the write is over: what arrived meanwhile is behind it."""

KILLED_BY = 1
REPLACE = {
    "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, spark.table(source).agg(F.max(mark_column)).first()[0].astimezone(UTC))",
}
