"""Takes every line of the feed, the rows as they were before an update included."""

KILLED_BY = 2
REPLACE = {
    'F.col("_change_type").isin("insert", "update_postimage")': "F.lit(True)",
    'F.col("_commit_version").desc()': 'F.col("_commit_version").desc(), F.col("_change_type").desc()',
}
