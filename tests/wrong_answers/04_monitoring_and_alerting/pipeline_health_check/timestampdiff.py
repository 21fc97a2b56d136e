"""timestampdiff computes on the wall clock of the session's zone: an hour off across a clock change."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.timestamp_diff("SECOND", F.max(quote(column)), F.lit(self.now()))).first()[0]',
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """age = newest / 3600
""",
}
