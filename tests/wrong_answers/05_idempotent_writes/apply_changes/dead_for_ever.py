"""A tombstone is never touched again: what was put back stays invisible."""

KILLED_BY = 4
REPLACE = {"whenMatchedUpdateAll(newer)": 'whenMatchedUpdateAll(f"{newer} AND NOT t.{deleted}")'}
