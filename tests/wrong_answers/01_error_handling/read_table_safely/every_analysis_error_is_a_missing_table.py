"""Takes the class of the error for its kind: AnalysisException is the parent of nearly all."""

KILLED_BY = 3


def read_table_safely(table_name):
    try:
        df = lesson.spark.table(table_name)
        df.schema
        return df
    except AnalysisException as error:
        raise TableNotFoundError(f"table {table_name} not found") from error
