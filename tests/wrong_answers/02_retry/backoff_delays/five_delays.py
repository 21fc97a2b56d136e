"""Hands out five delays and ends."""

KILLED_BY = 1


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    for n in range(5):
        ceiling = min(cap, base * factor**n)
        yield rng.uniform(0, ceiling) if jitter else ceiling
