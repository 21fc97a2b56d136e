"""Mistakes in ``map_with_context``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.logging.pool import MapWithContext

MISTAKES = [
    mistake(
        "a_thread_per_item",
        "A thread for each item, a thousand for a thousand files.",
        killed_by=MapWithContext.keeps_to_workers,
        whole="""
def map_with_context(fn, items, workers=4):
    items = list(items)
    with ThreadPoolExecutor(max(1, len(items))) as pool:
        return [task.result() for task in [pool.submit(copy_context().run, fn, item) for item in items]]
""",
    ),
    mistake(
        "as_completed",
        "The results in the order in which they became ready.",
        killed_by=MapWithContext.in_order,
        also=(MapWithContext.stays_apart,),
        replace={
            "        return [task.result() for task in tasks]": """        from concurrent.futures import as_completed

        return [task.result() for task in as_completed(tasks)]""",
        },
    ),
    mistake(
        "context_per_thread",
        "The pool's initializer sets the variables: what one task sets, the next one finds.",
        killed_by=MapWithContext.stays_apart,
        whole="""
def map_with_context(fn, items, workers=4):
    context = copy_context()

    def begin():
        for variable, value in context.items():
            variable.set(value)

    with ThreadPoolExecutor(workers, initializer=begin) as pool:
        return list(pool.map(fn, items))
""",
    ),
    mistake(
        "copied_in_the_thread",
        "copy_context() inside the task: it copies the thread's empty context.",
        killed_by=MapWithContext.sees_the_caller,
        replace={
            "pool.submit(copy_context().run, fn, item)": "pool.submit(lambda one: copy_context().run(fn, one), item)",
        },
    ),
    mistake(
        "errors_among_the_results",
        "Puts the exceptions among the results.",
        killed_by=MapWithContext.raises,
        replace={
            "        return [task.result() for task in tasks]": "        return [task.exception() or task.result() for task in tasks]",
        },
    ),
    mistake(
        "fails_without_items",
        "As many threads as items: none for none, which the pool refuses.",
        killed_by=MapWithContext.in_order,
        replace={
            "    with ThreadPoolExecutor(workers) as pool:": """    items = list(items)
    with ThreadPoolExecutor(min(workers, len(items))) as pool:""",
        },
    ),
    mistake(
        "ignores_workers",
        "As many threads as the machine likes.",
        killed_by=MapWithContext.keeps_to_workers,
        replace={
            "ThreadPoolExecutor(workers)": "ThreadPoolExecutor(32)",
        },
    ),
    mistake(
        "in_batches",
        "Works in batches: while the slowest call of one is at work, the other workers stand idle.",
        killed_by=MapWithContext.keeps_to_workers,
        whole="""
def map_with_context(fn, items, workers=4):
    items, results = list(items), []
    with ThreadPoolExecutor(workers) as pool:
        while items:
            batch, items = items[:workers], items[workers:]
            tasks = [pool.submit(copy_context().run, fn, item) for item in batch]
            results += [task.result() for task in tasks]
    return results
""",
    ),
    mistake(
        "lazy_result",
        "Returns an iterator instead of a list.",
        killed_by=MapWithContext.in_order,
        also=(MapWithContext.sees_the_caller,),
        replace={
            "        return [task.result() for task in tasks]": "        return iter([task.result() for task in tasks])",
        },
    ),
    mistake(
        "needs_a_list",
        "Asks for the length of the items: a generator has none.",
        killed_by=MapWithContext.in_order,
        replace={
            "    with ThreadPoolExecutor(workers) as pool:": """    if len(items) == 0:
        return []
    with ThreadPoolExecutor(workers) as pool:""",
        },
    ),
    mistake(
        "one_after_the_other",
        "Asks for each result right after submitting.",
        killed_by=MapWithContext.keeps_to_workers,
        replace={
            """        tasks = [pool.submit(copy_context().run, fn, item) for item in items]
        return [task.result() for task in tasks]""": "        return [pool.submit(copy_context().run, fn, item).result() for item in items]",
        },
    ),
    mistake(
        "one_shared_context",
        "One copy for all tasks: refused as soon as two threads are in it.",
        killed_by=MapWithContext.sees_the_caller,
        also=(
            MapWithContext.in_order,
            MapWithContext.stays_apart,
            MapWithContext.keeps_to_workers,
            MapWithContext.raises,
        ),
        replace={
            "        tasks = [pool.submit(copy_context().run, fn, item) for item in items]": """        context = copy_context()
        tasks = [pool.submit(context.run, fn, item) for item in items]""",
        },
    ),
    mistake(
        "pool_map",
        "pool.map: the threads know nothing of the caller's run.",
        killed_by=MapWithContext.sees_the_caller,
        replace={
            """        tasks = [pool.submit(copy_context().run, fn, item) for item in items]
        return [task.result() for task in tasks]""": "        return list(pool.map(fn, items))",
        },
    ),
    mistake(
        "run_id_only",
        "Hands RUN_ID on and forgets all other variables.",
        killed_by=MapWithContext.sees_the_caller,
        replace={
            "        tasks = [pool.submit(copy_context().run, fn, item) for item in items]": """        run_id = RUN_ID.get()

        def task(item):
            RUN_ID.set(run_id)
            return fn(item)

        tasks = [pool.submit(task, item) for item in items]""",
        },
    ),
    mistake(
        "runs_in_the_callers_context",
        "Without a pool: the tasks change the caller's own variables.",
        killed_by=MapWithContext.stays_apart,
        also=(MapWithContext.keeps_to_workers,),
        whole="""
def map_with_context(fn, items, workers=4):
    return [fn(item) for item in items]
""",
    ),
    mistake(
        "sets_without_reset",
        "Sets the variables in the thread and never takes back what the task added.",
        killed_by=MapWithContext.stays_apart,
        whole="""
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
""",
    ),
    mistake(
        "swallows_errors",
        "None instead of the error.",
        killed_by=MapWithContext.raises,
        replace={
            "        return [task.result() for task in tasks]": "        return [None if task.exception() else task.result() for task in tasks]",
        },
    ),
    mistake(
        "waits_for_the_context",
        "A lock around one shared context: one call at a time, and what it sets stays.",
        killed_by=MapWithContext.keeps_to_workers,
        also=(MapWithContext.stays_apart,),
        replace={
            "    with ThreadPoolExecutor(workers) as pool:": """    import threading

    context, lock = copy_context(), threading.Lock()

    def run(item):
        with lock:
            return context.run(fn, item)

    with ThreadPoolExecutor(workers) as pool:""",
            "pool.submit(copy_context().run, fn, item)": "pool.submit(run, item)",
        },
    ),
    mistake(
        "wraps_errors",
        "An error of its own around the task's.",
        killed_by=MapWithContext.raises,
        replace={
            "        return [task.result() for task in tasks]": """        try:
            return [task.result() for task in tasks]
        except Exception as error:
            raise RuntimeError('a task failed') from error""",
        },
    ),
]
