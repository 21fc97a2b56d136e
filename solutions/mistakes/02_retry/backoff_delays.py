"""Mistakes in ``backoff_delays``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.delays import BackoffDelays

MISTAKES = [
    mistake(
        "constant_jitter",
        "Half of the delay, always: nothing is drawn.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "ceiling / 2",
        },
    ),
    mistake(
        "endless_list",
        "Draws an infinite list before it hands out anything.",
        killed_by=BackoffDelays.capped_exponential,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    delays, ceiling = [], min(cap, base)
    while len(delays) < 100_000 or jitter:
        delays.append(rng.uniform(0, ceiling) if jitter else ceiling)
        ceiling = min(cap, ceiling * factor)
    return iter(delays)
""",
    ),
    mistake(
        "equal_jitter",
        "Equal jitter: the lower half of the range stays empty.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "ceiling / 2 + rng.uniform(0, ceiling / 2)",
        },
    ),
    mistake(
        "first_delay_uncapped",
        "A base above the cap slips through once.",
        killed_by=BackoffDelays.capped_exponential,
        replace={
            "ceiling = min(cap, base)": "ceiling = base",
        },
    ),
    mistake(
        "five_delays",
        "Hands out five delays and ends.",
        killed_by=BackoffDelays.capped_exponential,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    for n in range(5):
        ceiling = min(cap, base * factor**n)
        yield rng.uniform(0, ceiling) if jitter else ceiling
""",
    ),
    mistake(
        "fixed_seed",
        "Without rng every client draws the same numbers.",
        killed_by=BackoffDelays.sources_of_chance,
        replace={
            "rng or random.Random()": "rng or random.Random(0)",
        },
    ),
    mistake(
        "ignores_rng",
        "Draws from the global source, so that no test can repeat it.",
        killed_by=BackoffDelays.sources_of_chance,
        replace={
            "rng.uniform(0, ceiling)": "random.uniform(0, ceiling)",
        },
    ),
    mistake(
        "jitter_after_the_cap",
        "Noise is added to the capped delay and passes the cap.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "ceiling + rng.uniform(0, ceiling)",
        },
    ),
    mistake(
        "linear",
        "Grows by addition, not by a factor.",
        killed_by=BackoffDelays.capped_exponential,
        replace={
            "ceiling = min(cap, ceiling * factor)": "ceiling = min(cap, ceiling + base)",
        },
    ),
    mistake(
        "negative_jitter",
        "Noise in both directions: some delays are negative.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "rng.uniform(-ceiling, ceiling)",
        },
    ),
    mistake(
        "no_cap",
        "The delays grow for ever: the tenth retry waits a quarter of an hour.",
        killed_by=BackoffDelays.capped_exponential,
        replace={
            "ceiling = min(cap, base)": "ceiling = base",
            "ceiling = min(cap, ceiling * factor)": "ceiling = ceiling * factor",
        },
    ),
    mistake(
        "no_jitter",
        "The option is accepted and ignored.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling) if jitter else ceiling": "ceiling",
        },
    ),
    mistake(
        "overflows",
        "Computes the power itself, which is no float from retry 1024 on.",
        killed_by=BackoffDelays.no_overflow,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    for n in itertools.count():
        ceiling = min(cap, base * factor**n)
        yield rng.uniform(0, ceiling) if jitter else ceiling
""",
    ),
    mistake(
        "reseeded_default",
        "A generator as default value, seeded anew for each iterator.",
        killed_by=BackoffDelays.sources_of_chance,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None, _own=random.Random(1)):
    if rng is None:
        _own.seed(1)
    source = rng or _own
    ceiling = min(cap, base)
    while True:
        yield source.uniform(0, ceiling) if jitter else ceiling
        ceiling = min(cap, ceiling * factor)
""",
    ),
    mistake(
        "starts_one_too_high",
        "The first retry already waits base * factor.",
        killed_by=BackoffDelays.capped_exponential,
        replace={
            "ceiling = min(cap, base)": "ceiling = min(cap, base * factor)",
        },
    ),
    mistake(
        "stops_early",
        "A long list is not without end.",
        killed_by=BackoffDelays.no_overflow,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    ceilings = [min(cap, base * factor**n) for n in range(100)]
    return iter([rng.uniform(0, c) if jitter else c for c in ceilings])
""",
    ),
    mistake(
        "ten_percent",
        "A little noise around the delay: the clients still knock together.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "ceiling * rng.uniform(0.9, 1.0)",
        },
    ),
    mistake(
        "zero_first",
        "Begins with a delay of zero.",
        killed_by=BackoffDelays.capped_exponential,
        replace={
            "ceiling = min(cap, base)": """ceiling = min(cap, base)
    yield 0.0""",
        },
    ),
    mistake(
        "a_table_of_100",
        "Draws for the first hundred retries; from then on it hands out the last number again and again.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            """    while True:
        yield rng.uniform(0, ceiling) if jitter else ceiling
""": """    for n in itertools.count():
        if n < 100 or not jitter:
            drawn = rng.uniform(0, ceiling) if jitter else ceiling
        yield drawn
""",
        },
    ),
    mistake(
        "cap_of_a_base_of_0",
        "Where the power overflows it yields the cap, although 0 times anything is 0.",
        killed_by=BackoffDelays.no_overflow,
        whole="""
def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    for n in itertools.count():
        try:
            ceiling = min(cap, base * float(factor) ** n)
        except OverflowError:
            ceiling = cap
        yield rng.uniform(0, ceiling) if jitter else ceiling
""",
    ),
    mistake(
        "draw_before_the_cap",
        "Draws below the uncapped law and cuts: far out nearly every client waits the cap itself.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "    ceiling = min(cap, base)\n": "    ceiling = min(cap, base)\n    law = base\n",
            "rng.uniform(0, ceiling) if jitter": "min(cap, rng.uniform(0, law)) if jitter",
            "        ceiling = min(cap, ceiling * factor)": """        ceiling = min(cap, ceiling * factor)
        law = min(1e300, law * factor)""",
        },
    ),
    mistake(
        "nine_tenths",
        "Jitter up to nine tenths of the delay.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "rng.uniform(0, ceiling)": "rng.uniform(0, 0.9 * ceiling)",
        },
    ),
    mistake(
        "one_draw_per_client",
        "Draws one share per iterator: after one unlucky draw all waits of a client are long.",
        killed_by=BackoffDelays.full_jitter,
        replace={
            "    ceiling = min(cap, base)\n": "    ceiling, share = min(cap, base), rng.random()\n",
            "rng.uniform(0, ceiling)": "share * ceiling",
        },
    ),
]
