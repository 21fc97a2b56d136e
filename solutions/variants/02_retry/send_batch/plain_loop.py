"""A loop by hand; without a key it ends after its first round."""


def send_batch(
    url, rows, idempotency_key=None, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep
):
    headers = {"Content-Type": "application/json"}
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    body = json.dumps(rows).encode()
    left = max_attempts if idempotency_key is not None else 1
    pauses = backoff_delays(delay)
    while True:
        left -= 1
        try:
            response = requests.request("POST", url, data=body, headers=headers, timeout=timeout)
            response.raise_for_status()
            return
        except requests.exceptions.RequestException as error:
            if not left or not is_transient(error):
                raise
            sleep(next(pauses))
