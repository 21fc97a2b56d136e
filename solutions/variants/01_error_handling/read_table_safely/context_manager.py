"""The translation of the error as a context manager, with an error class of its own that knows the table."""

from contextlib import contextmanager


class MissingTable(TableNotFoundError):
    def __init__(self, table):
        super().__init__(f"{table} is not there")
        self.table = table


@contextmanager
def missing_table_named(table):
    try:
        yield
    except AnalysisException as error:
        if error.getSqlState() == "42P01" and error.getCondition().split(".")[0] == "TABLE_OR_VIEW_NOT_FOUND":
            raise MissingTable(table) from error
        raise


def read_table_safely(table_name):
    with missing_table_named(table_name):
        df = lesson.spark.table(table_name)
        df.printSchema()
        return df
