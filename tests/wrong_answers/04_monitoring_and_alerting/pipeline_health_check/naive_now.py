"""Both sides naive: what collect() gives, and a now without its zone. Right on a server in UTC alone."""

KILLED_BY = 2
REPLACE = {
    'newest = lesson.spark.table(table).agg(F.unix_micros(F.max(quote(column)))).first()[0]': 'newest = lesson.spark.table(table).agg(F.max(quote(column))).first()[0]',
    """age = (self.now().timestamp() - newest / 1e6) / 3600
""": """now = self.now().astimezone(UTC).replace(tzinfo=None)
            age = (now - newest).total_seconds() / 3600
""",
}
