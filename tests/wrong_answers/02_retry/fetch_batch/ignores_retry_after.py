"""Comes back when it likes, though the server said when."""

KILLED_BY = 2


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    for number in itertools.count(1):
        try:
            response = requests.get(url, timeout=timeout)
            response.raise_for_status()
            return response.json()
        except requests.RequestException as failed:
            if number == max_attempts or not is_transient(failed):
                raise
        sleep(random.uniform(0, delay * 2 ** (number - 1)))
