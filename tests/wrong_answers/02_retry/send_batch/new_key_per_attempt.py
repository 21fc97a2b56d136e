"""A new key for every attempt: to the server each one is a batch of its own."""

KILLED_BY = 4
REPLACE = {
    "    def attempt() -> None:\n": """    def attempt() -> None:
        if headers:
            headers["Idempotency-Key"] = f"{idempotency_key}-{random.getrandbits(64):x}"
""",
}
