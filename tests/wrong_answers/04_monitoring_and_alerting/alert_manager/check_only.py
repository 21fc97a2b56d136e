"""The fingerprint is the check: a second table is silenced by the first."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'parts = [self.pipeline_name, check, table] if': 'parts = [self.pipeline_name, check] if',
}
