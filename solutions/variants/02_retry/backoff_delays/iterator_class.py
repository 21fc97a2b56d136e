"""An iterator class that counts, and knows that a power may overflow."""

class backoff_delays:
    def __init__(self, base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
        self.base, self.factor, self.cap, self.jitter = base, factor, cap, jitter
        self.random = (rng or random.SystemRandom()).random
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        try:
            ceiling = min(self.cap, self.base * self.factor**self.n)
        except OverflowError:
            ceiling = self.cap if self.base else 0.0
        self.n += 1
        return ceiling * self.random() if self.jitter else ceiling
