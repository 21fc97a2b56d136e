"""The law taken from tenacity: wait_exponential caps and, but for a base of 0, does not overflow."""

from tenacity import RetryCallState, wait_exponential


def backoff_delays(base=1.0, factor=2.0, cap=60.0, jitter=True, rng=None):
    rng = rng or random.Random()
    wait = wait_exponential(multiplier=base, exp_base=factor, max=cap if base else 0)
    state = RetryCallState(retry_object=None, fn=None, args=(), kwargs={})
    while True:
        ceiling = wait(state)
        yield rng.uniform(0, ceiling) if jitter else ceiling
        state.attempt_number += 1
