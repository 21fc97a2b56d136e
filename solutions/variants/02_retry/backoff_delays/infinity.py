"""Lets the uncapped delay run into infinity, which min() handles."""

def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    chance = rng if rng is not None else random.Random()
    uncapped = float(base)
    while True:
        d = min(cap, uncapped)
        yield chance.random() * d if jitter else d
        uncapped *= factor
