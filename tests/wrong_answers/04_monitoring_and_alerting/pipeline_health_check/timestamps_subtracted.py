"""The difference of two timestamps is an interval of the session's wall clock."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.lit(self.now()) - F.max(quote(column))).first()[0]',
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = newest.total_seconds() / 3600
""",
}
