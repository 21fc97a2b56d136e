"""Retries the definition only: the action, which is what fails, comes after it."""

KILLED_BY = 3
REPLACE = {
    "result = retry(**retry_options)(lambda: consume(read()))()": "result = consume(retry(**retry_options)(read)())"
}
