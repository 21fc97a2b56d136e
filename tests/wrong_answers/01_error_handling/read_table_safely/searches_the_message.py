"""Looks for words in the message, which may be another's: here they are a column's name."""

KILLED_BY = 3
REPLACE = {'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': '"cannot be found" not in str(error)'}
