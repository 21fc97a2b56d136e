"""NULL is written as it came: `WHERE NOT is_deleted` hides the row, and nobody deleted it."""

KILLED_BY = 7
REPLACE = {"F.coalesce(F.col(deleted), F.lit(False))": "F.col(deleted)"}
