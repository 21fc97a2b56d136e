"""requests has a timeout; a callable may hang."""

KILLED_BY = 5
REPLACE = {
    'worker.join(self.timeout)': 'worker.join(None if callable(channel) else self.timeout)',
}
