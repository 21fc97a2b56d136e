"""Trusts MERGE with duplicates: only the first write is deduplicated."""

KILLED_BY = 8
REPLACE = {"return merge_changes(batch, table_name": "return merge_changes(df, table_name"}
