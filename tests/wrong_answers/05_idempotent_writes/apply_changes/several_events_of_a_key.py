"""No dedupe: a batch with two events of one key is refused by MERGE."""

KILLED_BY = 1
REPLACE = {
    "latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select(\"event.*\")": "latest = events"
}
