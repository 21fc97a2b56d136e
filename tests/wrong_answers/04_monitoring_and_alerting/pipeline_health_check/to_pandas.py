"""The whole table as a pandas DataFrame, for one number."""

KILLED_BY = 6
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': """times = lesson.spark.table(table).select(F.unix_micros(quote(column)).alias("t")).toPandas()["t"].dropna()
            newest = None if times.empty else int(times.max())""",
}
