"""Adds the keys that are missing and never touches a row that is there."""

KILLED_BY = 4
ALSO = (8,)  # nor does the newest of several versions get in
REPLACE = {"merge.whenMatchedUpdate(update, set=row).when": "merge.when"}
