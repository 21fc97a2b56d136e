"""Works in batches: while the slowest call of one is at work, the other workers stand idle."""

KILLED_BY = 4


def map_with_context(fn, items, workers=4):
    items, results = list(items), []
    with ThreadPoolExecutor(workers) as pool:
        while items:
            batch, items = items[:workers], items[workers:]
            tasks = [pool.submit(copy_context().run, fn, item) for item in batch]
            results += [task.result() for task in tasks]
    return results
