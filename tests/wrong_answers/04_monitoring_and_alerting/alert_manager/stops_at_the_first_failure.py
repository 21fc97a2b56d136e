"""The channels behind a dead one get nothing."""

KILLED_BY = 5
REPLACE = {
    'problems = [self._try(channel, payload) for channel in self.channels]': """problems = []
        for channel in self.channels:
            problems.append(self._try(channel, payload))
            if problems[-1]:
                problems += ["skipped"] * (len(self.channels) - len(problems))""",
}
