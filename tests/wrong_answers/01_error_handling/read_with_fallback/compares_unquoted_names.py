"""Compares relationName with the name in one pair of quotes: `db.flights` is never equal to `db`.`flights`."""

KILLED_BY = 2
REPLACE = {
    "lesson.spark.catalog.tableExists(primary_table)": "error.__cause__.getMessageParameters()['relationName'] != f'`{primary_table}`'"
}
