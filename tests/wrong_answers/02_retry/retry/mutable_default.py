"""The attempts are kept in a mutable default argument."""

KILLED_BY = 6
REPLACE = {
    """        def call(*args: Any, **kwargs: Any) -> Any:
""": """        def call(*args: Any, _made=[], **kwargs: Any) -> Any:
""",
    """            for attempt in range(1, max_attempts):
""": """            while len(_made) < max_attempts - 1:
                _made.append(1)
                attempt = len(_made)
""",
}
