"""A counter on the function, reset when a call begins: right until two calls overlap."""

KILLED_BY = 6
REPLACE = {
    """            for attempt in range(1, max_attempts):
""": """            call.attempt = 0
            while call.attempt < max_attempts - 1:
                call.attempt += 1
                attempt = call.attempt
""",
}
