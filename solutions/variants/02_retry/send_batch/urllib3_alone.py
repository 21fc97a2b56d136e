"""urllib3's pool with a policy that allows POST, or no policy at all without a key."""

import urllib3


def send_batch(
    url, rows, idempotency_key=None, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep
):
    class Policy(Retry):
        def sleep(self, response=None):
            sleep(random.uniform(delay / 2, delay * 2 ** len(self.history)))

    headers = {"Content-Type": "application/json"}
    policy = False
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
        policy = Policy(
            total=max_attempts - 1,
            allowed_methods=None,
            status_forcelist=[408, 429, 500, 502, 503, 504],
            raise_on_status=False,
        )
    response = urllib3.PoolManager().request(
        "POST",
        url,
        body=json.dumps(rows),
        headers=headers,
        timeout=urllib3.Timeout(connect=timeout[0], read=timeout[1]),
        retries=policy,
    )
    if response.status >= 400:
        raise RuntimeError(f"{url} answered {response.status}")
