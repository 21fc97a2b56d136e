"""The processes that grade: forks of one that has imported what they need, or those of a Dask cluster."""

from __future__ import annotations

import atexit
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import Any


def get_ready() -> None:
    """Start the process that workers are forks of; it imports while this one goes on.

    To be called before anything else of this process has started it.
    """
    multiprocessing.set_forkserver_preload(["autograder.grading.ready"])
    forkserver.ensure_running()


@contextmanager
def client_of(workers: int, scheduler: str | None) -> Iterator[Any]:
    """A client of the given scheduler, or of processes here that end with it."""
    import dask
    from distributed import Client, LocalCluster
    from distributed.deploy.spec import close_clusters

    atexit.unregister(close_clusters)  # it complains of one that Ctrl-C met half open; ours is closed below
    if scheduler:
        with Client(scheduler) as found:
            yield found
        return
    options = {
        "threads_per_worker": 1,
        "dashboard_address": "127.0.0.1:0",
        "memory_limit": 0,
        "silence_logs": "ERROR",
    }
    with (
        dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}),
        LocalCluster(n_workers=workers, **options) as cluster,
        Client(cluster) as found,
    ):
        yield found
