"""Reads once and keeps the frame for the attempts to come."""

KILLED_BY = 3


def lazy_read(read, consume, **retry_options):
    frames = []

    def attempt():
        if not frames:
            frames.append(read())
        return consume(frames[0])

    result = retry(**retry_options)(attempt)()
    if _is_lazy(result) or any(map(_is_lazy, _parts(result))):
        raise TypeError("lazy")
    return result


def _is_lazy(part):
    return isinstance(part, DataFrame | Iterator)


def _parts(result):
    if isinstance(result, dict):
        return list(result.values())
    return list(result) if isinstance(result, tuple | list) else []
