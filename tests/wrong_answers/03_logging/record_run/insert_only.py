"""Only inserts: a run that was recorded as running stays running."""

KILLED_BY = 2
REPLACE = {
    "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *": "WHEN NOT MATCHED THEN INSERT *",
}
