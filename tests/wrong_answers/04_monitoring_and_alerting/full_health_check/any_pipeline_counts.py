"""Somebody ran, so all is well."""

KILLED_BY = 6
REPLACE = {
    '(F.col("pipeline") == pipeline) & (F.col("status") == "succeeded")': 'F.col("status") == "succeeded"',
}
