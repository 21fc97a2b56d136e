"""One channel got it, so the others need not."""

KILLED_BY = 1
ALSO = (5, 7)
REPLACE = {
    'problems = [self._try(channel, payload) for channel in self.channels]': 'problems = [self._try(channel, payload) for channel in self.channels[:1]] * len(self.channels)',
}
