"""copy_context() inside the task: it copies the thread's empty context."""

KILLED_BY = 2
REPLACE = {
    "pool.submit(copy_context().run, fn, item)": "pool.submit(lambda one: copy_context().run(fn, one), item)",
}
