"""Leaves it all to the Retry of the adapter: requests reads the body after the adapter is done with it."""

KILLED_BY = 1


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    session = requests.Session()
    policy = Retry(
        total=max_attempts - 1,
        backoff_factor=delay,
        respect_retry_after_header=False,
        status_forcelist=[408, 429, 500, 502, 503, 504],
    )
    session.mount("http://", HTTPAdapter(max_retries=policy))
    response = session.get(url, timeout=timeout)
    response.raise_for_status()
    return response.json()
