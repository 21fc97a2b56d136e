"""stamina counts the attempts; its own jitter law differs, so the waits are made here."""

import stamina


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError("nonsense")

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            started, delays, failed = time.monotonic(), backoff_delays(delay, backoff, max_delay, jitter), []

            def worth_another(error):
                failed[:] = [error, next(delays)]
                late = max_elapsed is not None and time.monotonic() - started + failed[1] > max_elapsed
                return isinstance(error, retry_on) and not late

            for attempt in stamina.retry_context(
                on=worth_another, attempts=max_attempts, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0
            ):
                if failed:
                    if on_retry is not None:
                        with suppress(Exception):
                            on_retry(attempt.num - 1, *failed)
                    sleep(failed[1])
                with attempt:
                    return function(*args, **kwargs)

        return call

    return decorate
