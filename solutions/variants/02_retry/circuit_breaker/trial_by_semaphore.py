"""A non-blocking lock is the ticket for the trial; a context manager books the outcome."""

from contextlib import contextmanager, nullcontext


class CircuitBreaker:
    def __init__(self, failure_threshold=5, reset_after=30.0, *, clock=time.monotonic):
        self._threshold, self._reset_after, self._clock = failure_threshold, reset_after, clock
        self._in_a_row = 0
        self._opened = None
        self._ticket = threading.Lock()

    @property
    def state(self):
        opened = self._opened
        if opened is None:
            return "closed"
        return "open" if self._clock() < opened + self._reset_after else "half_open"

    @contextmanager
    def _trial(self):
        if not self._ticket.acquire(blocking=False):
            raise CircuitOpenError("somebody is trying already")
        try:
            yield
        finally:
            self._ticket.release()

    def call(self, fn, *args, **kwargs):
        state = self.state
        if state == "open":
            raise CircuitOpenError(f"open for {self._reset_after} s")
        with self._trial() if state == "half_open" else nullcontext():
            try:
                result = fn(*args, **kwargs)
            except Exception:
                self._in_a_row += 1
                if state == "half_open" or self._in_a_row >= self._threshold:
                    self._opened = self._clock()
                raise
            self._in_a_row, self._opened = 0, None
            return result
