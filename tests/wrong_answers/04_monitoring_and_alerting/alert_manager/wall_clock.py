"""Uses time.monotonic whatever clock it was given: the cooldown never ends in a test."""

KILLED_BY = 2
ALSO = (4, 8)
REPLACE = {
    'self.pipeline_name, self.channels, self.clock = pipeline_name, list(channels), clock': 'self.pipeline_name, self.channels, self.clock = pipeline_name, list(channels), time.monotonic',
}
