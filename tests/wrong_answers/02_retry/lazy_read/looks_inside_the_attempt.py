"""Raises its TypeError inside what is retried: with retry_on=(Exception,) the mistake is repeated."""

KILLED_BY = 5
ALSO = (6,)


def lazy_read(read, consume, **retry_options):
    def attempt():
        result = consume(read())
        inside = result.values() if isinstance(result, dict) else result
        parts = [result, *inside] if isinstance(result, tuple | list | dict) else [result]
        if any(isinstance(part, DataFrame | Iterator) for part in parts):
            raise TypeError("lazy")
        return result

    return retry(**retry_options)(attempt)()
