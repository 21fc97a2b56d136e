"""The attempts are counted per function, not per call."""

KILLED_BY = 6
REPLACE = {
    """        @functools.wraps(function)
""": """        left = {'attempts': max_attempts - 1}

        @functools.wraps(function)
""",
    """            for attempt in range(1, max_attempts):
""": """            for attempt in itertools.count(1):
                if left['attempts'] <= 0:
                    break
                left['attempts'] -= 1
""",
}
