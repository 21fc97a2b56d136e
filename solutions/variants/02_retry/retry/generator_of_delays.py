"""The delays, then None for the last attempt; the clock imported by name."""

from time import monotonic


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts <= 0:
        raise ValueError("max_attempts")
    if delay < 0:
        raise ValueError("delay")

    def decorate(fn):
        @functools.wraps(fn)
        def inner(*a, **k):
            end = None if max_elapsed is None else monotonic() + max_elapsed
            waits = itertools.islice(backoff_delays(delay, backoff, max_delay, jitter), max_attempts - 1)
            for number, wait in enumerate(itertools.chain(waits, [None]), start=1):
                try:
                    return fn(*a, **k)
                except Exception as e:
                    if not isinstance(e, retry_on) or wait is None:
                        raise
                    if end is not None and monotonic() + wait > end:
                        raise
                    if on_retry is not None:
                        try:
                            on_retry(number, e, wait)
                        except Exception:
                            pass
                    sleep(wait)

        return inner

    return decorate
