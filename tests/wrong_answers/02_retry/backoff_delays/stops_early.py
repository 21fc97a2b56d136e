"""A long list is not without end."""

KILLED_BY = 4


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    ceilings = [min(cap, base * factor**n) for n in range(100)]
    return iter([rng.uniform(0, c) if jitter else c for c in ceilings])
