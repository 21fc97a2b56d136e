"""The standard library alone: http.client, its exceptions, and OSError for what the socket says."""

import http.client
from urllib.parse import urlsplit


class Refused(Exception):
    pass


def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    where = urlsplit(url)
    for attempt in range(max_attempts):
        asked = 0.0
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=timeout[1])
        try:
            connection.request("GET", where.path)
            response = connection.getresponse()
            body = response.read()
            if response.status == 200:
                return json.loads(body)
            asked = float(response.getheader("Retry-After", 0))
            error = Refused(f"{response.status} {response.reason}")
            if response.status not in {408, 429, 500, 502, 503, 504}:
                raise error
        except (OSError, http.client.HTTPException) as failed:
            error = failed
        finally:
            connection.close()
        if attempt + 1 < max_attempts:
            sleep(asked + delay * 2**attempt * random.uniform(0.5, 1))
    raise error
