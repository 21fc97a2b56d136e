"""A callable object in place of the function: methods lose their self."""

KILLED_BY = 1


class _Call:
    def __init__(self, function, decorate):
        functools.update_wrapper(self, function)
        self.run = decorate(function)

    def __call__(self, *args, **kwargs):
        return self.run(*args, **kwargs)


_decorator = retry


def retry(**options):
    decorate = _decorator(**options)
    return lambda function: _Call(function, decorate)
