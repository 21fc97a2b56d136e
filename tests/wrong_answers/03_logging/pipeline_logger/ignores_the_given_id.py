"""Makes an id of its own, whatever the scheduler gave it."""

KILLED_BY = 1
ALSO = (8,)
REPLACE = {
    "run_id or uuid.uuid4().hex": "uuid.uuid4().hex",
}
