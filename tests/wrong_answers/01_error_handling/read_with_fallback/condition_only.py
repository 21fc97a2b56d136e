"""The condition alone: a view over a dropped table has it too, and falls back."""

KILLED_BY = 2
REPLACE = {
    """        if lesson.spark.catalog.tableExists(primary_table):
            raise  # a view that is there; it is the table behind it that is missing
""": ""
}
