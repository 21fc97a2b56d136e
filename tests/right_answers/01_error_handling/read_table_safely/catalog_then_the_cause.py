"""Asks the catalog first, and has Spark raise the error that becomes the cause."""


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
