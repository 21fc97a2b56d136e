"""Updates are guarded by their stamp, deletes are not: a late delete kills a newer row."""

KILLED_BY = 3
REPLACE = {"whenMatchedUpdateAll(newer)": 'whenMatchedUpdateAll(f"s.{deleted} OR {newer}")'}
