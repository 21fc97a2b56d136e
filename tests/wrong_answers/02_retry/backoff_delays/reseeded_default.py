"""A generator as default value, seeded anew for each iterator."""

KILLED_BY = 3


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None, _own=random.Random(1)):
    if rng is None:
        _own.seed(1)
    source = rng or _own
    ceiling = min(cap, base)
    while True:
        yield source.uniform(0, ceiling) if jitter else ceiling
        ceiling = min(cap, ceiling * factor)
