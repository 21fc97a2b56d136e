"""pool.map: the threads know nothing of the caller's run."""

KILLED_BY = 2
REPLACE = {
    """        tasks = [pool.submit(copy_context().run, fn, item) for item in items]
        return [task.result() for task in tasks]""": "        return list(pool.map(fn, items))",
}
