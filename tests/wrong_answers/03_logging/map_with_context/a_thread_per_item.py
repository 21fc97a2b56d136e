"""A thread for each item, a thousand for a thousand files."""

KILLED_BY = 4


def map_with_context(fn, items, workers=4):
    items = list(items)
    with ThreadPoolExecutor(max(1, len(items))) as pool:
        return [task.result() for task in [pool.submit(copy_context().run, fn, item) for item in items]]
