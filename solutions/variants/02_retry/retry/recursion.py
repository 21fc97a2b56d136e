"""Each failed attempt calls the next one."""

def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError("max_attempts from 1, delay from 0")

    def decorator(fn):
        def attempt(number, ceiling, deadline, args, kwargs):
            try:
                return fn(*args, **kwargs)
            except retry_on as error:
                seconds = random.uniform(0, ceiling) if jitter else ceiling
                if number == max_attempts or time.monotonic() + seconds > deadline:
                    raise
                try:
                    on_retry and on_retry(number, error, seconds)
                except Exception as bug:
                    logging.debug("on_retry: %r", bug)
            sleep(seconds)
            return attempt(number + 1, min(max_delay, ceiling * backoff), deadline, args, kwargs)

        @functools.wraps(fn)
        def wrapped(*args, **kwargs):
            limit = float("inf") if max_elapsed is None else max_elapsed
            return attempt(1, min(delay, max_delay), time.monotonic() + limit, args, kwargs)

        return wrapped

    return decorator
