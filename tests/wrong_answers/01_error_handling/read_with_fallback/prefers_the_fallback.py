"""Reads the copy whenever there is one."""

KILLED_BY = 1


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        return read_table_safely(fallback_table).withColumn("_source_table", F.lit(fallback_table))
    except TableNotFoundError:
        return read_table_safely(primary_table).withColumn("_source_table", F.lit(primary_table))
