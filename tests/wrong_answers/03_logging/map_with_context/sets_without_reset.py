"""Sets the variables in the thread and never takes back what the task added."""

KILLED_BY = 3


def map_with_context(fn, items, workers=4):
    context = {variable: value for variable, value in copy_context().items()}
    ready = set()

    def task(item):
        import threading

        if threading.get_ident() not in ready:
            ready.add(threading.get_ident())
            for variable, value in context.items():
                variable.set(value)
        return fn(item)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(task, items))
