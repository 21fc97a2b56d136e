"""One loop, no helper generator; the greater of the two waits wins."""

def _asked(error, now):
    header = getattr(getattr(error, "response", None), "headers", {}).get("Retry-After")
    if header is None:
        return 0
    if header.strip().isdigit():
        return int(header)
    try:
        return (parsedate_to_datetime(header) - now()) / timedelta(seconds=1)
    except (TypeError, ValueError):
        return 0


from datetime import timedelta


def retry_on_specific_errors(func, max_attempts=3, retryable=is_transient, *, delay=1.0, max_delay=60.0,
                             sleep=time.sleep, now=utc_now):
    attempt = 1
    while True:
        try:
            return func()
        except Exception as error:
            asked = _asked(error, now)
            if attempt >= max_attempts or not retryable(error) or asked > max_delay:
                raise
        sleep(max(asked, random.random() * min(max_delay, delay * 2 ** (attempt - 1))))
        attempt += 1
