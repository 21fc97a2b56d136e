"""The pool's initializer sets the variables: what one task sets, the next one finds."""

KILLED_BY = 3


def map_with_context(fn, items, workers=4):
    context = copy_context()

    def begin():
        for variable, value in context.items():
            variable.set(value)

    with ThreadPoolExecutor(workers, initializer=begin) as pool:
        return list(pool.map(fn, items))
