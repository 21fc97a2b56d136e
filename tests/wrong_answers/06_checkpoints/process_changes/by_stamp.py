"""Reads rows by their stamp, as before: one that comes late is lost."""

KILLED_BY = 2
REPLACE = {
    'rows = last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")': """rows = last.drop("_change_type", "_commit_version", "_commit_timestamp", "_change_rank")
        rows = rows.filter(F.col(mark_column) >= spark.read.option("versionAsOf", done).table(source).agg(F.max(mark_column)).first()[0])""",
}
