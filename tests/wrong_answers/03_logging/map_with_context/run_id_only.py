"""Hands RUN_ID on and forgets all other variables."""

KILLED_BY = 2
REPLACE = {
    "        tasks = [pool.submit(copy_context().run, fn, item) for item in items]": """        run_id = RUN_ID.get()

        def task(item):
            RUN_ID.set(run_id)
            return fn(item)

        tasks = [pool.submit(task, item) for item in items]""",
}
