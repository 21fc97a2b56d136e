"""A clock that moves only when told to: inject its `sleep`, `now` and `monotonic` instead of real time."""

import math
import threading
from datetime import UTC, datetime, timedelta

NOON = datetime(2013, 3, 10, 12, tzinfo=UTC)


class FakeClock:
    """Wall clock and monotonic clock in one; sleeping advances both and takes no time.

    `sleeps` holds every length slept, in seconds, in order. Safe to share between threads.
    """

    def __init__(self, start: datetime = NOON) -> None:
        """Start at `start`. Raises ValueError when it has no zone: a naive time is nobody's time."""
        if start.tzinfo is None:
            raise ValueError(f"start {start} has no zone; add one, for example tzinfo=UTC")
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._lock = threading.Lock()
        self._sleeps: list[float] = []

    def now(self) -> datetime:
        """The time in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        with self._lock:
            return self._elapsed

    def sleep(self, seconds: float) -> None:
        """Record the length and advance by it. Refuses what time.sleep refuses: negative, NaN, no number."""
        length = _length(seconds)
        with self._lock:
            self._sleeps.append(length)
            self._elapsed += length

    def advance(self, seconds: float) -> None:
        """Let time pass without anybody having slept."""
        with self._lock:
            self._elapsed += _length(seconds)

    @property
    def sleeps(self) -> list[float]:
        """A copy of every length slept so far."""
        with self._lock:
            return list(self._sleeps)


def _length(seconds: float) -> float:
    # `+ 0.0` turns whole numbers and Fractions into floats, and text into the TypeError time.sleep raises.
    length = float(seconds + 0.0)
    if math.isnan(length):
        raise ValueError("Invalid value NaN (not a number)")
    if length < 0:
        raise ValueError("sleep length must be non-negative")
    return length
