"""Spends one timeout on all attempts together: after the first slow answer nothing is left for a second."""

KILLED_BY = 1


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    end = time.monotonic() + timeout[1]

    def attempt():
        left = end - time.monotonic()
        if left <= 0:
            raise RuntimeError("out of time")
        response = requests.get(url, timeout=left)
        response.raise_for_status()
        return response.json()

    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)
