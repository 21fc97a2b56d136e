"""Adds inserts and updates up to one number, affected rows."""

KILLED_BY = 13
REPLACE = {'done["num_inserted_rows"], done["num_updated_rows"]': 'done["num_affected_rows"], 0'}
