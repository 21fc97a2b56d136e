"""tenacity: wait_exception reads the header, a retry condition gives up."""

import tenacity


def _seconds(error, now):
    if not isinstance(error, requests.HTTPError) or error.response is None:
        return 0.0
    value = error.response.headers.get("retry-after", "")
    try:
        return float(value) if value.isdigit() else (parsedate_to_datetime(value) - now()).total_seconds()
    except (TypeError, ValueError):
        return 0.0


def retry_on_specific_errors(func, max_attempts=3, retryable=is_transient, *, delay=1.0, max_delay=60.0,
                             sleep=time.sleep, now=utc_now):
    own = tenacity.wait_random_exponential(multiplier=delay, max=max_delay)
    asked = tenacity.wait_exception(lambda error: max(0.0, _seconds(error, now)))
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=lambda state: min(max_delay, asked(state) + own(state)),
        retry=tenacity.retry_if_exception(
            lambda e: isinstance(e, Exception) and retryable(e) and _seconds(e, now) <= max_delay
        ),
        sleep=sleep,
        reraise=True,
    )
    return retrying(func)
