"""Reads the primary, and that is all."""

KILLED_BY = 2


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    return read_table_safely(primary_table).withColumn("_source_table", F.lit(primary_table))
