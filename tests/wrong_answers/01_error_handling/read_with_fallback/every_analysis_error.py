"""Falls back on every AnalysisException: a typo in a column, too, brings the old numbers."""

KILLED_BY = 2


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        df = lesson.spark.table(primary_table)
        df.schema
        return df.withColumn("_source_table", F.lit(primary_table))
    except AnalysisException as error:
        try:
            df = read_table_safely(fallback_table)
        except TableNotFoundError as second:
            raise TableNotFoundError(f"neither {primary_table} nor {fallback_table}: {second}") from error
        if on_fallback:
            on_fallback(primary_table, fallback_table, error)
        return df.withColumn("_source_table", F.lit(fallback_table))
