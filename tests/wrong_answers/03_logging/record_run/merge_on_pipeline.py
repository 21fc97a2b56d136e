"""MERGE on the pipeline: one row per pipeline, the history is lost."""

KILLED_BY = 2
REPLACE = {
    "ON t.run_id = s.run_id ": "ON t.pipeline = s.pipeline OR t.run_id <> s.run_id ",
}
