"""What comes last wins, not what is newest: an older update revives the row."""

KILLED_BY = 2
REPLACE = {"whenMatchedUpdateAll(newer)": "whenMatchedUpdateAll()"}
