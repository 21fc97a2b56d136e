"""backoff sleeps by time.sleep alone: it is given zeros, and its on_backoff handler waits."""

import backoff as backoff_library


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError("max_attempts >= 1 and delay >= 0")

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            started, delays = time.monotonic(), backoff_delays(delay, backoff, max_delay, jitter)
            coming = []

            def too_late(error):
                coming[:] = [next(delays)]
                return max_elapsed is not None and time.monotonic() - started + coming[0] > max_elapsed

            def wait(details):
                if on_retry is not None:
                    with suppress(Exception):
                        on_retry(details["tries"], details["exception"], coming[0])
                sleep(coming[0])

            return backoff_library.on_exception(
                backoff_library.constant, retry_on, interval=0, jitter=None, max_tries=max_attempts,
                giveup=too_late, on_backoff=wait, logger=None,
            )(function)(*args, **kwargs)

        return call

    return decorate
