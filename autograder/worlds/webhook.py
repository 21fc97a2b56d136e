"""A webhook's receiver on this machine: takes alerts over HTTP, keeps them, and can be told to misbehave.

It is the flaky server with an inbox::

    with Webhook() as receiver:
        requests.post(receiver.url, json={"text": "stale"}, timeout=1)
        receiver.refuse()                       # 500 from now on; `stall(seconds)` is slow, `accept()` well
        assert receiver.inbox() == [{"text": "stale"}]

One receiver may have several hooks, each with a name and a mood of its own.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from autograder.worlds.flaky_server import FlakyServer, ok, slow, status
from autograder.worlds.journal import Entry, read_journal

HOOK = "alerts"


class Webhook:
    """The receiver in a process of its own, its hooks well. A context manager."""

    def __init__(self, *hooks: str, journal: Path | None = None) -> None:
        """Start it with one hook, or with those named. The journal goes to a temporary folder unless said."""
        self._server = FlakyServer(journal=journal)
        self._address = self._server.address
        self._last: list[Entry] | None = None
        for name in hooks or (HOOK,):
            self.accept(name)

    @property
    def url(self) -> str:
        """The URL of the hook that has no other name."""
        return self.url_of(HOOK)

    def url_of(self, name: str) -> str:
        """The URL of a hook."""
        return f"{self._address}{_path(name)}"

    def accept(self, name: str = HOOK) -> None:
        """Take what comes, with a 200."""
        self._server.plan(_path(name), ok())

    def refuse(self, name: str = HOOK, code: int = 500) -> None:
        """Answer with an error status from now on."""
        self._server.plan(_path(name), status(code))

    def stall(self, name: str = HOOK, seconds: float = 2.0) -> None:
        """Answer well, but only after so many seconds."""
        self._server.plan(_path(name), slow(seconds))

    def die(self) -> None:
        """End the process: from now on a connection is refused. What it received can still be read."""
        if self._last is None:
            self._last = self.journal()
            self._server.close()

    def journal(self, name: str | None = None) -> list[Entry]:
        """Every request so far (to one hook), as `FlakyServer.journal` tells it."""
        if self._last is None:
            return self._server.journal(name and _path(name))
        return [entry for entry in self._last if name is None or entry["path"] == _path(name)]

    def inbox(self, name: str = HOOK) -> list[Any]:
        """The JSON of what a hook took, in order; not what it refused, nor what it was too slow for."""
        return [entry["body"]["json"] for entry in self.journal(name) if _taken(entry)]

    def close(self) -> None:
        """End the process."""
        self.die()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def inboxes(journal: Path, *hooks: str) -> dict[str, list[Any]]:
    """The inbox of each hook, read from a receiver's journal file without the receiver."""
    entries = read_journal(journal) if journal.exists() else []
    return {
        name: [e["body"]["json"] for e in entries if e["path"] == _path(name) and _taken(e)] for name in hooks
    }


@contextmanager
def dead_hook() -> Iterator[str]:
    """The URL of a hook whose machine is up and where nobody listens: a connection is refused at once."""
    with socket.socket() as reserved:  # bound and not listening: nobody else gets the port meanwhile
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}{_path(HOOK)}"


def _path(name: str) -> str:
    return f"/hooks/{name}"


def _taken(entry: Entry) -> bool:
    return entry["step"]["kind"] == "ok" and "json" in entry["body"]
