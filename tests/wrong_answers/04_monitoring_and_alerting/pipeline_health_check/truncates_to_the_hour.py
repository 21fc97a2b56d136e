"""Compares date_trunc('hour'): up to an hour too old."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.unix_micros(F.date_trunc("hour", F.max(quote(column))))).first()[0]',
}
