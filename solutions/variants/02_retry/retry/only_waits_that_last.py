"""Calls sleep only where there is something to wait for; keeps the error for the end."""

def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    def decorate(fn):
        if max_attempts < 1 or delay < 0:
            raise ValueError(f"cannot retry with max_attempts={max_attempts}, delay={delay}")

        @functools.wraps(fn)
        def call(*args, **kwargs):
            last, start = None, time.monotonic()
            for n in range(max_attempts):
                if last is not None:
                    cap = min(max_delay, delay * backoff ** (n - 1))
                    wait = random.betavariate(1, 1) * cap if jitter else cap
                    if max_elapsed is not None and time.monotonic() - start + wait > max_elapsed:
                        break
                    try:
                        if on_retry:
                            on_retry(n, last, wait)
                    except Exception:
                        logging.getLogger(__name__).warning("on_retry failed", exc_info=True)
                    if wait > 0:
                        sleep(wait)
                try:
                    return fn(*args, **kwargs)
                except retry_on as error:
                    last = error
            raise last

        return call

    return decorate
