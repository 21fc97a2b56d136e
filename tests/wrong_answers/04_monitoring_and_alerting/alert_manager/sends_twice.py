"""Says everything twice, to be sure."""

KILLED_BY = 1
ALSO = (5, 6, 7)
REPLACE = {
    'problems = [self._try(channel, payload) for channel in self.channels]': 'problems = [self._try(channel, payload) for channel in self.channels * 2][: len(self.channels)]',
}
