"""Mounts urllib3's Retry, which by default repeats no POST: allowed_methods leaves it out."""

KILLED_BY = 3


def send_batch(
    url, rows, idempotency_key=None, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep
):
    session = requests.Session()
    if idempotency_key is not None:
        session.headers["Idempotency-Key"] = idempotency_key
        policy = Retry(total=max_attempts - 1, status_forcelist=[500, 502, 503, 504])
        session.mount("http://", HTTPAdapter(max_retries=policy))
    session.post(url, json=rows, timeout=timeout).raise_for_status()
