"""One copy for all tasks: refused as soon as two threads are in it."""

KILLED_BY = 2
ALSO = (1, 3, 4, 5)
REPLACE = {
    "        tasks = [pool.submit(copy_context().run, fn, item) for item in items]": """        context = copy_context()
        tasks = [pool.submit(context.run, fn, item) for item in items]""",
}
