"""Gives up with a new error: the caller cannot see what went wrong."""

KILLED_BY = 2
REPLACE = {
    "result = retry(**retry_options)(lambda: consume(read()))()": """try:
        result = retry(**retry_options)(lambda: consume(read()))()
    except Exception as error:
        raise type(error)(f"gave up: {error}") from error"""
}
