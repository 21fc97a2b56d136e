"""Gives up silently: the caller goes on with None."""

KILLED_BY = 2
REPLACE = {
    "result = retry(**retry_options)(lambda: consume(read()))()": """try:
        result = retry(**retry_options)(lambda: consume(read()))()
    except Exception:
        return None"""
}
