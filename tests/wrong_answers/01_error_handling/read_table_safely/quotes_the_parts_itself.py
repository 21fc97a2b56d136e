"""Splits at every dot and quotes the parts, which have their quotes already."""

KILLED_BY = 5


def read_table_safely(table_name):
    name = ".".join(f"`{part}`" for part in table_name.replace("`", "").split("."))
    try:
        df = lesson.spark.table(name)
        df.schema
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
        raise TableNotFoundError(f"no table {table_name}") from error
    return df
