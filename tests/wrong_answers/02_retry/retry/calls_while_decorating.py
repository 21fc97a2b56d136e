"""Calls the function when it is decorated, not when it is called."""

KILLED_BY = 1
ALSO = (5, 7)


_decorator = retry


def retry(**options):
    decorate = _decorator(**options)
    return lambda function: decorate(function)()
