"""tenacity with what its defaults lack: a stop, a wait, an exception class, reraise."""

import tenacity


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError(f"max_attempts={max_attempts}, delay={delay}")
    wait = tenacity.wait_random_exponential if jitter else tenacity.wait_exponential
    stops = [tenacity.stop_after_attempt(max_attempts)]
    if max_elapsed is not None:
        # stop_before_delay also stops where the sleep would end exactly at the limit
        stops.append(lambda state: state.seconds_since_start + state.upcoming_sleep > max_elapsed)

    def before_sleep(state):
        if on_retry is not None:
            with suppress(Exception):
                on_retry(state.attempt_number, state.outcome.exception(), state.next_action.sleep)

    return tenacity.retry(
        stop=tenacity.stop_any(*stops),
        wait=wait(multiplier=delay, exp_base=backoff, max=max_delay),
        retry=tenacity.retry_if_exception_type(retry_on),
        before_sleep=before_sleep,
        sleep=sleep,
        reraise=True,
    )
