"""Each failure hands over to a call with one attempt less and twice the delay; no jitter."""

def retry_on_specific_errors(func, max_attempts=3, retryable=is_transient, *, delay=1.0, max_delay=60.0,
                             sleep=time.sleep, now=utc_now):
    try:
        return func()
    except Exception as error:
        wait = min(delay, max_delay)
        text = error.response.headers.get("Retry-After") if getattr(error, "response", None) is not None else None
        if text:
            try:
                wait = max(wait, int(text))
            except ValueError:
                with suppress(ValueError, TypeError):
                    wait = max(wait, (parsedate_to_datetime(text) - now()).total_seconds())
        if max_attempts <= 1 or wait > max_delay or not retryable(error):
            raise
    sleep(wait)
    return retry_on_specific_errors(
        func, max_attempts - 1, retryable, delay=2 * delay, max_delay=max_delay, sleep=sleep, now=now
    )
