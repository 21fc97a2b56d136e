"""Takes every 4xx for "already there" when it has a key: a batch that was refused counts as delivered."""

KILLED_BY = 5
REPLACE = {
    "        requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": """        response = requests.post(url, json=rows, headers=headers, timeout=timeout)
        if not (headers and 400 <= response.status_code < 500):
            response.raise_for_status()"""
}
