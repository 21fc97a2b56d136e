"""Streams the body after the retry: a body cut short is nobody's business any more."""

KILLED_BY = 1


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    def attempt():
        response = requests.get(url, timeout=timeout, stream=True)
        response.raise_for_status()
        return response

    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep).json()
