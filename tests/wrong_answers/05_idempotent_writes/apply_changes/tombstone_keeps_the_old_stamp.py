"""The row is marked, but not stamped: an update older than the delete is still newer than the mark."""

KILLED_BY = 2
REPLACE = {
    "merge.whenMatchedUpdateAll(newer)": """mark = {delete_column: F.lit(True)}
    merge = merge.whenMatchedUpdate(f"s.{deleted} AND {newer}", mark)
    merge.whenMatchedUpdateAll(newer)"""
}
