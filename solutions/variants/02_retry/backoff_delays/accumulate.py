"""itertools: one expression for the law, one for the jitter."""

def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    draw = random.uniform if rng is None else rng.uniform
    ceilings = itertools.accumulate(
        itertools.repeat(factor), lambda d, f: min(cap, d * f), initial=min(base, cap)
    )
    return (draw(0.0, c) for c in ceilings) if jitter else ceilings
