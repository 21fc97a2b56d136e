# %% [markdown]
# # 02 Retry (being written)

# %% locked="setup"
from autograder import lesson

lesson.start("02_retry")

# %% [markdown]
# ## Part 1: the delays and the decorator

# %% [markdown]
# ## Part 2: the network, lazy reads, the circuit breaker

# %% locked="setup_part_2"
import threading
import time

import requests

# %% locked="circuit_open_error"
class CircuitOpenError(Exception):
    """The circuit breaker refused the call; nothing was sent."""


# %% exercise="circuit_breaker"
class CircuitBreaker:
    """Stop calling a service that keeps failing, and try it again after a rest.

    `call(fn, *args, **kwargs)` returns what `fn` returns; `state` says which of three holds now:

    "closed"     Calls go through. `failure_threshold` failures in a row open the circuit;
                 a success in between starts the count again from 0.
    "open"       `call` raises CircuitOpenError at once and does not call `fn`. Refused calls
                 change nothing. `reset_after` seconds after it opened, by `clock`, it is half open.
    "half_open"  One call goes through as a trial. Until it is over, every other call is refused
                 with CircuitOpenError, from other threads too. A success closes the circuit, with
                 the count at 0; a failure opens it for another full `reset_after` seconds.

    A failure is an Exception that `fn` raises; it reaches the caller unchanged. KeyboardInterrupt
    and SystemExit reach the caller too, but say nothing about the service: they are not counted,
    and a trial that ends in one leaves the circuit half open for the next caller.
    Any number of threads share one breaker; no call waits for another one to finish.
    """

    def __init__(self, failure_threshold=5, reset_after=30.0, *, clock=time.monotonic):
        ### BEGIN SOLUTION
        self.failure_threshold, self.reset_after, self.clock = failure_threshold, reset_after, clock
        self._lock = threading.RLock()
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_runs = False
        ### END SOLUTION

    @property
    def state(self) -> str:
        ### BEGIN SOLUTION
        with self._lock:
            if self._opened_at is None:
                return "closed"
            rested = self.clock() - self._opened_at >= self.reset_after
            return "half_open" if rested else "open"
        ### END SOLUTION

    def call(self, fn, *args, **kwargs):
        ### BEGIN SOLUTION
        is_trial = self._admit()
        outcome = "unknown"  # what an interrupt leaves it at
        try:  # outside the lock: a slow call must not hold up the others
            result = fn(*args, **kwargs)
            outcome = "success"
            return result
        except Exception:
            outcome = "failure"
            raise
        finally:
            self._settle(outcome, is_trial)

    def _admit(self) -> bool:
        """Let a call through, True for a trial; raise CircuitOpenError for all others."""
        with self._lock:
            state = self.state
            if state == "open" or self._trial_runs:
                raise CircuitOpenError(f"call refused, the circuit is {state.replace('_', ' ')}")
            self._trial_runs = state == "half_open"
            return self._trial_runs

    def _settle(self, outcome: str, is_trial: bool) -> None:
        with self._lock:
            if is_trial:
                self._trial_runs = False
            counts = is_trial or self._opened_at is None  # not what began before the circuit opened
            if counts and outcome == "success":
                self._failures, self._opened_at = 0, None
            elif counts and outcome == "failure":
                self._failures += 1
                if is_trial or self._failures >= self.failure_threshold:
                    self._opened_at = self.clock()
        ### END SOLUTION

# %% check="circuit_breaker"
lesson.check("circuit_breaker")
