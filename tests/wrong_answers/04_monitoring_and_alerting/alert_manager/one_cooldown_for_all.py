"""After any alert silence for an hour."""

KILLED_BY = 2
ALSO = (3, 7)
REPLACE = {
    'parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]': 'parts = [self.pipeline_name]',
}
