"""Forgets the insert clause: after the first batch no new key gets in."""

KILLED_BY = 4
ALSO = (8,)  # nor the newest version of a new key
REPLACE = {".whenNotMatchedInsert(values=row).execute()": ".execute()"}
