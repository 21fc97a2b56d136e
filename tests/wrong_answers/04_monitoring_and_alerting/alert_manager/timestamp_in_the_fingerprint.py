"""The time is part of the fingerprint: every alert is a new problem."""

KILLED_BY = 2
ALSO = (3, 4)
REPLACE = {
    'parts = [self.pipeline_name, check, table] if': 'parts = [self.pipeline_name, check, table, time.monotonic()] if',
}
