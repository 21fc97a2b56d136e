"""`except Exception`: a column that is gone, too, becomes a missing table."""

KILLED_BY = 3
REPLACE = {
    "except AnalysisException as error:": "except Exception as error:",
    """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        missing = error.getMessageParameters()["relationName"]
""": "        missing = table_name\n",
}
