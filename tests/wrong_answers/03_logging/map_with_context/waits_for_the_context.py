"""A lock around one shared context: one call at a time, and what it sets stays."""

KILLED_BY = 4
ALSO = (3,)
REPLACE = {
    "    with ThreadPoolExecutor(workers) as pool:": """    import threading

    context, lock = copy_context(), threading.Lock()

    def run(item):
        with lock:
            return context.run(fn, item)

    with ThreadPoolExecutor(workers) as pool:""",
    "pool.submit(copy_context().run, fn, item)": "pool.submit(run, item)",
}
