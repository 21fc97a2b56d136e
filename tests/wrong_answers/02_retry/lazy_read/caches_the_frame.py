"""Caches the frame it read: Spark knows the cache by its plan, and finds the old file in the next attempt."""

KILLED_BY = 4
REPLACE = {
    "lambda: consume(read())": "lambda: consume(_cached(read()))",
    "    result = retry": """    def _cached(frame):
        return frame.cache() if isinstance(frame, DataFrame) else frame

    result = retry""",
}
