"""Without a run_id there is none."""

KILLED_BY = 1
REPLACE = {
    "run_id or uuid.uuid4().hex": "run_id",
}
