"""tableExists, then an error of its own: no cause, and no word about what Spark looked for."""

KILLED_BY = 2
ALSO = (3,)


def read_table_safely(table_name):
    if not lesson.spark.catalog.tableExists(table_name):
        raise TableNotFoundError(f"{table_name} does not exist")
    return lesson.spark.table(table_name)
