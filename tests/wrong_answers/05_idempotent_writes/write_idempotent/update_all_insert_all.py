"""Leaves the assignments to UPDATE * and INSERT *, which fail on a backquote in a name."""

KILLED_BY = 9
REPLACE = {
    "whenMatchedUpdate(update, set=row)": "whenMatchedUpdateAll(update)",
    "whenNotMatchedInsert(values=row)": "whenNotMatchedInsertAll()",
}
