"""The query's error is replaced by one that says nothing."""

KILLED_BY = 3
REPLACE = {
    "query.awaitTermination()": """try:
        query.awaitTermination()
    except Exception:
        raise RuntimeError("stream failed") from None"""
}
