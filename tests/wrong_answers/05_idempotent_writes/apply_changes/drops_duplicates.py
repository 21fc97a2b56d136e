"""dropDuplicates keeps some event of each key, not the newest."""

KILLED_BY = 3
ALSO = (5, 7)
REPLACE = {
    "latest = events.groupBy(*[quote(key) for key in key_columns]).agg(newest).select(\"event.*\")": "latest = events.dropDuplicates(list(key_columns))"
}
