"""The decorator as a decorator, and pattern matching for the result."""


def lazy_read(read, consume, **retry_options):
    @retry(**retry_options)
    def read_and_consume():
        df = read()
        return consume(df)

    outcome = read_and_consume()
    match outcome:
        case dict():
            items = outcome.values()
        case list() | tuple():
            items = outcome
        case _:
            items = ()
    for item in (outcome, *items):
        match item:
            case DataFrame() | Iterator():
                raise TypeError("Nothing lazy may leave lazy_read: collect, count or write inside consume.")
    return outcome
