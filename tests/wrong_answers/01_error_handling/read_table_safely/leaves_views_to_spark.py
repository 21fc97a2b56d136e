"""Takes a table for missing only if the catalog has nothing of its name: a view over a dropped one keeps Spark's error."""

KILLED_BY = 2


def read_table_safely(table_name):
    spark = lesson.spark
    try:
        df = spark.table(table_name)
        df.dtypes
        return df
    except AnalysisException as error:
        cause = error
    gone = cause.getCondition() == "TABLE_OR_VIEW_NOT_FOUND" and not spark.catalog.tableExists(table_name)
    if not gone:
        raise cause
    raise TableNotFoundError(f"There is no table {table_name!r}.") from cause
