"""tenacity around requests: wait_exception reads Retry-After."""

import tenacity


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    def asked(error):
        response = getattr(error, "response", None)
        return float(response.headers.get("Retry-After", 0)) if response is not None else 0.0

    @tenacity.retry(
        retry=tenacity.retry_if_exception(is_transient),
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=tenacity.wait_random_exponential(multiplier=delay, max=60) + tenacity.wait_exception(asked),
        sleep=sleep,
        reraise=True,
    )
    def attempt():
        with requests.get(url, timeout=timeout) as response:
            response.raise_for_status()
            return response.json()

    return attempt()
