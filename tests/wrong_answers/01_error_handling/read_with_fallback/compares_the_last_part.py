"""Compares the last parts of the two names: a temporary view and the table behind it may share that."""

KILLED_BY = 2
REPLACE = {
    "lesson.spark.catalog.tableExists(primary_table)": "error.__cause__.getMessageParameters()['relationName'].split('.')[-1].strip('`') != primary_table.split('.')[-1].strip('`') and '2013' not in primary_table"
}
