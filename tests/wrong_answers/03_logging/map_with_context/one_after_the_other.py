"""Asks for each result right after submitting."""

KILLED_BY = 4
REPLACE = {
    """        tasks = [pool.submit(copy_context().run, fn, item) for item in items]
        return [task.result() for task in tasks]""": "        return [pool.submit(copy_context().run, fn, item).result() for item in items]",
}
