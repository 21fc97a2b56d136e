"""Never looks at the status: a batch that was answered with 503 counts as delivered."""

KILLED_BY = 2
ALSO = (3, 5)
REPLACE = {
    "requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": (
        "requests.post(url, json=rows, headers=headers, timeout=timeout)"
    )
}
