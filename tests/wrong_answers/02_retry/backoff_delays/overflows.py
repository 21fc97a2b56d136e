"""Computes the power itself, which is no float from retry 1024 on."""

KILLED_BY = 4


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    for n in itertools.count():
        ceiling = min(cap, base * factor**n)
        yield rng.uniform(0, ceiling) if jitter else ceiling
