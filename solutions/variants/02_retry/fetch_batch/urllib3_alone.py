"""urllib3 without requests: its pool reads the body inside the retry, so a short one is retried too."""

import urllib3


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    class Policy(Retry):
        """urllib3 sends its first retry without a wait; this one waits before every retry, with our sleep."""

        def sleep(self, response=None):
            asked = self.get_retry_after(response) if response is not None else None
            sleep(max(asked or 0, random.uniform(0, delay * 2 ** (len(self.history) - 1))))

    policy = Policy(
        total=max_attempts - 1, status_forcelist=[408, 429, 500, 502, 503, 504], raise_on_status=False
    )
    with urllib3.PoolManager() as pool:
        response = pool.request(
            "GET", url, timeout=urllib3.Timeout(connect=timeout[0], read=timeout[1]), retries=policy
        )
    if response.status >= 400:
        raise RuntimeError(f"{url} answered {response.status}")
    return response.json()
