"""The reader instead of the session, the columns instead of the schema, and a match on the condition."""

from pyspark.sql import SparkSession


def read_table_safely(table_name):
    session = SparkSession.getActiveSession()
    try:
        found = session.read.table(table_name)
        _ = found.columns
    except AnalysisException as spark_error:
        match spark_error.getCondition():
            case "TABLE_OR_VIEW_NOT_FOUND":
                raise TableNotFoundError("table or view not found: " + table_name) from spark_error
            case _:
                raise
    else:
        return found
