"""Of several changes to a key the first is kept."""

KILLED_BY = 3
REPLACE = {
    'F.col("_commit_version").desc()': 'F.col("_commit_version")',
}
