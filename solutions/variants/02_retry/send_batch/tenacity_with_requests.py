"""tenacity decides by the key whether there is anything to retry."""

import tenacity


def send_batch(
    url, rows, idempotency_key=None, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep
):
    def worth_it(error):
        return idempotency_key is not None and is_transient(error)

    session = requests.Session()
    if idempotency_key is not None:
        session.headers["Idempotency-Key"] = idempotency_key
    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception(worth_it),
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=tenacity.wait_random_exponential(multiplier=delay, max=60),
        sleep=sleep,
        reraise=True,
    )
    for attempt in attempts:
        with attempt:
            session.post(url, json=rows, timeout=timeout).raise_for_status()
