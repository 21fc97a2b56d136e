"""The processes that grade: forks of one that has imported what they need, or those of a Dask cluster."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from autograder.grading.classrun.tls import of_scheduler, of_this_run


def get_ready() -> None:
    """Start the process that workers are forks of; it imports while this one goes on.

    To be called before anything else of this process has started it.
    """
    multiprocessing.set_forkserver_preload(["autograder.grading.classrun.ready"])
    forkserver.ensure_running()


LOCAL = {
    "distributed.worker.multiprocessing-method": "forkserver",
    # Each process has a web server of its own, which asks nobody for a certificate: it has no pages.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
ANY_PORT = "127.0.0.1:0"


@contextmanager
def client_of(workers: int, scheduler: str | None, certificates: Path) -> Iterator[Any]:
    """A client of the given scheduler, or of processes here that end with it; encrypted in both cases.

    Raises NoCertificates when the scheduler is not encrypted, or ``certificates`` holds none.
    """
    import dask
    from distributed import Client, LocalCluster

    if scheduler:
        with Client(scheduler, security=of_scheduler(scheduler, certificates)) as found:
            yield found
        return
    options = {
        "threads_per_worker": 1,
        "protocol": "tls://",
        "security": of_this_run(),  # another user of this machine must not be able to give the workers work
        "scheduler_kwargs": {"dashboard": False},
        "dashboard_address": ANY_PORT,
        "memory_limit": 0,
        "silence_logs": "CRITICAL",  # what matters of an error reaches us as one
    }
    with (
        dask.config.set(LOCAL),
        _closing(LocalCluster(n_workers=workers, **options)) as cluster,
        _closing(Client(cluster)) as found,
    ):
        yield found


@contextmanager
def _closing(what: Any) -> Iterator[Any]:
    """Close a cluster or client at the end; what that complains of changes no grade, nor why we close it."""
    try:
        yield what
    finally:
        with suppress(Exception):
            what.close()
