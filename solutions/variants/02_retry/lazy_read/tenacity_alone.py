"""tenacity in the place of one's own retry; of the options it maps those it has words for."""

import tenacity


def lazy_read(
    read,
    consume,
    *,
    max_attempts=3,
    delay=1.0,
    backoff=2.0,
    max_delay=60.0,
    retry_on=(ConnectionError, TimeoutError),
    sleep=time.sleep,
    jitter=True,
):
    attempts = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=tenacity.wait_random_exponential(multiplier=delay, exp_base=backoff, max=max_delay),
        retry=tenacity.retry_if_exception_type(retry_on),
        sleep=sleep,
        reraise=True,
    )
    result = attempts(lambda: consume(read()))
    for part in flat(result):
        if isinstance(part, DataFrame) or hasattr(part, "__next__"):
            raise TypeError(f"{part!r} is lazy")
    return result


def flat(value):
    yield value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from flat(item)
