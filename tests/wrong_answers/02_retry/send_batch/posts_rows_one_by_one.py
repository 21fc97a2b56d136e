"""One request for each row: a failure in the middle leaves half a batch."""

KILLED_BY = 1
ALSO = (2, 3, 5)
REPLACE = {
    "        requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": """        for row in rows:
            requests.post(url, json=[row], headers=headers, timeout=timeout).raise_for_status()"""
}
