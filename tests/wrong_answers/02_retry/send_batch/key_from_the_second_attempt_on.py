"""Sends the key with the retries only: the first attempt, which may have worked, has none."""

KILLED_BY = 4
REPLACE = {
    "    def attempt() -> None:\n": """    sent = []

    def attempt() -> None:
        sent.append(1)
""",
    "headers=headers, timeout": "headers=headers if len(sent) > 1 else {}, timeout",
}
