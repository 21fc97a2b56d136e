"""Takes what collect() gave for UTC: it is the process's zone."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]',
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = (self.now() - newest.replace(tzinfo=UTC)).total_seconds() / 3600
""",
}
