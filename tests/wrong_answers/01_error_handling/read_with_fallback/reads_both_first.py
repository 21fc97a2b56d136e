"""Reads both tables before it decides: without a fallback the primary cannot be read either."""

KILLED_BY = 1


def read_with_fallback(primary_table, fallback_table, on_fallback=None):
    frames, errors = {}, {}
    for name in (primary_table, fallback_table):
        try:
            frames[name] = read_table_safely(name).withColumn("_source_table", F.lit(name))
        except TableNotFoundError as error:
            errors[name] = error
    if fallback_table in errors:
        raise TableNotFoundError(f"{primary_table} or {fallback_table} is missing") from errors[fallback_table]
    if primary_table in frames:
        return frames[primary_table]
    if lesson.spark.catalog.tableExists(primary_table):
        raise errors[primary_table]
    if on_fallback is not None:
        on_fallback(primary_table, fallback_table, errors[primary_table])
    return frames[fallback_table]
