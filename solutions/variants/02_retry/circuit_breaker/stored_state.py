"""Keeps the state in a variable and moves it when it is looked at."""


class CircuitBreaker:
    def __init__(self, failure_threshold=5, reset_after=30.0, *, clock=time.monotonic):
        self.failure_threshold = failure_threshold
        self.reset_after = reset_after
        self.clock = clock
        self.lock = threading.Lock()
        self.current = "closed"
        self.failures = 0
        self.retry_at = None
        self.trial = None

    def _move(self):
        if self.current == "open" and self.clock() >= self.retry_at:
            self.current = "half_open"
        return self.current

    @property
    def state(self):
        with self.lock:
            return self._move()

    def call(self, fn, *args, **kwargs):
        me = object()
        with self.lock:
            state = self._move()
            if state == "open" or (state == "half_open" and self.trial is not None):
                raise CircuitOpenError("not now")
            if state == "half_open":
                self.trial = me
        try:
            result = fn(*args, **kwargs)
        except Exception:
            with self.lock:
                self.failures += 1
                if self.trial is me or self.failures >= self.failure_threshold:
                    self.current, self.retry_at = "open", self.clock() + self.reset_after
                self.trial = None if self.trial is me else self.trial
            raise
        except BaseException:
            with self.lock:
                self.trial = None if self.trial is me else self.trial
            raise
        with self.lock:
            self.current, self.failures = "closed", 0
            self.trial = None if self.trial is me else self.trial
        return result
