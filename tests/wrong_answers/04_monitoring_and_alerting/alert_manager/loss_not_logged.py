"""Counts, and says nothing to anybody."""

KILLED_BY = 5
ALSO = (7,)
REPLACE = {
    'self.logger.error("alert lost on %s: %s", channel_name(channel), problem)': 'pass',
}
