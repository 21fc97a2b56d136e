"""Waits once more after the last attempt, and only then raises."""

KILLED_BY = 2


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    error = None
    for number in range(max_attempts):
        try:
            response = requests.get(url, timeout=timeout)
            response.raise_for_status()
            return response.json()
        except requests.RequestException as failed:
            if not is_transient(failed):
                raise
            error = failed
            asked = failed.response.headers.get("Retry-After", 0) if failed.response is not None else 0
            sleep(int(asked) + random.uniform(0, delay * 2**number))
    raise error
