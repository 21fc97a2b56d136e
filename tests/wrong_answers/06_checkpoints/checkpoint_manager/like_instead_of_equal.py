"""LIKE reads % and _ in a name as wildcards."""

KILLED_BY = 3
REPLACE = {
    '(F.col("key") == key)': 'F.col("key").like(key)',
}
