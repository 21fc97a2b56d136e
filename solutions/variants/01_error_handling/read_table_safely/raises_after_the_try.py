"""Keeps the error, leaves the try, and raises then what it was."""


def read_table_safely(table_name):
    try:
        df = lesson.spark.table(table_name)
        df.dtypes
        return df
    except AnalysisException as error:
        cause = error
    if not cause.getCondition().startswith("TABLE_OR_VIEW_NOT_FOUND"):
        raise cause
    raise TableNotFoundError(f"There is no table {table_name!r}.") from cause
