"""Raises outside of the except block, so that Spark's own error is lost."""

KILLED_BY = 2


def read_table_safely(table_name):
    missing = False
    try:
        df = lesson.spark.table(table_name)
        df.schema
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        missing = True
    if missing:
        raise TableNotFoundError(f"no table {table_name}")
    return df
