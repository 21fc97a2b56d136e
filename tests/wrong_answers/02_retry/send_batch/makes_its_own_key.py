"""Makes up a key when it is given none, and retries: the next run of the job will make up another."""

KILLED_BY = 2
REPLACE = {
    "    headers = {} if": "    idempotency_key = idempotency_key or str(random.getrandbits(64))\n    headers = {} if",
}
