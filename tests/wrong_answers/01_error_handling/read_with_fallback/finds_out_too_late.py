"""A try around table() alone: on Spark Connect nothing is found there."""

KILLED_BY = 2


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    try:
        return lesson.spark.table(primary_table).withColumn("_source_table", F.lit(primary_table))
    except AnalysisException as error:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND" or lesson.spark.catalog.tableExists(primary_table):
            raise
        first = error
    try:
        df = read_table_safely(fallback_table)
    except TableNotFoundError as second:
        raise TableNotFoundError(f"neither {primary_table} nor {fallback_table}: {second}") from first
    if on_fallback:
        on_fallback(primary_table, fallback_table, first)
    return df.withColumn("_source_table", F.lit(fallback_table))
