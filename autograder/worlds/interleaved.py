"""Two threads in a known order: one acts while the other is in the middle of storing a value."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

BLOCKED = 0.05  # seconds, after which a thread that has begun counts as waiting for a lock


class Halting(str):
    """A name; whoever first puts it into a dict halts there, while another thread does something.

    ``meanwhile`` is called in the other thread. When that waits for a lock which the halted thread holds, the
    halted one goes on after ``BLOCKED`` seconds. ``wait`` waits for the other thread's end, and lets it begin
    where nobody halted.
    """

    _begun: Event
    _meanwhile: Callable[[], object]
    _thread: Thread

    def __new__(cls, name: str, meanwhile: Callable[[], object]) -> Halting:
        """The name, which has halted nobody yet."""
        made = super().__new__(cls, name)
        made._begun, made._meanwhile = Event(), meanwhile
        made._thread = Thread(target=made._run, daemon=True)
        return made

    def _run(self) -> None:
        self._begun.set()
        self._meanwhile()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        if not self._begun.is_set():
            self._thread.start()
            self._begun.wait()
            self._thread.join(BLOCKED)
        return str.__hash__(self)

    def wait(self) -> None:
        """Wait until the other thread has ended, five seconds at most."""
        if not self._begun.is_set():
            self._thread.start()
        self._thread.join(5)
