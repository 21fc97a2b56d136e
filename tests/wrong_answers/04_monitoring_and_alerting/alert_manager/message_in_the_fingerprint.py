"""The message is part of the fingerprint, and says "31 hours", "32 hours" …"""

KILLED_BY = 2
ALSO = (3, 4)
REPLACE = {
    'parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]': 'parts = [self.pipeline_name, check, table, message]',
}
