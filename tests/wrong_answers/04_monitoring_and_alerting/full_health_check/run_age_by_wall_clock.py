"""The age of a run on the session's wall clock: an hour off across a clock change."""

KILLED_BY = 6
REPLACE = {
    'newest = runs.agg(F.unix_micros(F.max("finished_at"))).first()[0]': 'newest = runs.agg(F.timestamp_diff("SECOND", F.max("finished_at"), F.lit(self.now()))).first()[0]',
    'age = (self.now().timestamp() - newest / 1e6) / 3600': 'age = newest / 3600',
}
