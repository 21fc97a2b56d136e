"""Threads and a queue; the contexts are copies of one snapshot."""

import queue
import threading


def map_with_context(fn, items, workers=4):
    snapshot, todo, results, errors = copy_context(), queue.SimpleQueue(), {}, {}
    count = 0
    for count, item in enumerate(items, start=1):
        todo.put((count, item))

    def work():
        while True:
            try:
                number, item = todo.get_nowait()
            except queue.Empty:
                return
            try:
                results[number] = snapshot.copy().run(fn, item)
            except BaseException as error:
                errors[number] = error

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[min(errors)]
    return [results[number] for number in range(1, count + 1)]
