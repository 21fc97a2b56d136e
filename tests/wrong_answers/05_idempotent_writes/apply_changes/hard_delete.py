"""The row is removed: nothing is left that an older update could be compared with."""

KILLED_BY = 2
REPLACE = {
    "merge.whenMatchedUpdateAll(newer).whenNotMatchedInsertAll().execute()": """alive = f"NOT s.{deleted}"
    merge = merge.whenMatchedDelete(f"{newer} AND s.{deleted}").whenMatchedUpdateAll(newer)
    merge.whenNotMatchedInsertAll(alive).execute()"""
}
