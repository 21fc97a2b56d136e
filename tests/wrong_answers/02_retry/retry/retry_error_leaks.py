"""tenacity without reraise=True: the caller gets RetryError."""

KILLED_BY = 2


import tenacity


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError("max_attempts must be at least 1, delay at least 0")
    wait = tenacity.wait_random_exponential if jitter else tenacity.wait_exponential
    return tenacity.retry(
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=wait(multiplier=delay, exp_base=backoff, max=max_delay),
        retry=tenacity.retry_if_exception_type(retry_on),
        sleep=sleep,
    )
