"""Swallows the other errors and goes on with no rows."""

KILLED_BY = 3
REPLACE = {
    """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
""": """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            return lesson.spark.createDataFrame([], "flight BIGINT")
"""
}
