"""A requests.Session and a loop written by hand, classes and statuses named in place."""


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    broken = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    with requests.Session() as session:
        for number in range(1, max_attempts + 1):
            wait = delay * 2 ** (number - 1)
            try:
                response = session.get(url, timeout=timeout)
            except broken:
                if number == max_attempts:
                    raise
            else:
                if response.ok:
                    return response.json()
                if response.status_code not in (408, 429, 500, 502, 503, 504) or number == max_attempts:
                    response.raise_for_status()
                wait += float(response.headers.get("Retry-After", 0))
            sleep(wait)
