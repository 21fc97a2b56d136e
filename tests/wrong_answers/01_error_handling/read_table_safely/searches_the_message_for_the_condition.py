"""Looks for the condition's name in the text, where a column may have it too."""

KILLED_BY = 3
REPLACE = {'error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND"': '"TABLE_OR_VIEW_NOT_FOUND" not in str(error)',
           'missing = error.getMessageParameters()["relationName"]': "missing = table_name"}
