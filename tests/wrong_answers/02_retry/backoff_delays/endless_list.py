"""Draws an infinite list before it hands out anything."""

KILLED_BY = 1


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    delays, ceiling = [], min(cap, base)
    while len(delays) < 100_000 or jitter:
        delays.append(rng.uniform(0, ceiling) if jitter else ceiling)
        ceiling = min(cap, ceiling * factor)
    return iter(delays)
