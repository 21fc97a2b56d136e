"""Of several changes to a key the one with the latest stamp is kept; the stamps are equal."""

KILLED_BY = 3
REPLACE = {
    'F.col("_commit_version").desc()': 'F.col(mark_column).desc(), F.col("_commit_version")',
}
