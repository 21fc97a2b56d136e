"""now in the process's own zone, without saying so: an hour off across a clock change."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]',
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """now = datetime.fromtimestamp(self.now().timestamp())
            age = (now - newest).total_seconds() / 3600
""",
}
