# %% [markdown]
# # Retry: the API that answered on the third try
#
# *Time: 120 minutes. Fast track: 18 minutes (Incident, Reproduce, Idea, then criteria 1–5 of `retry`).*

# %% locked="setup"
import functools
import itertools
import logging
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from delta import exceptions as delta_errors

from autograder import flights, lesson


def utc_now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


lesson.start("02_retry")

# %% [markdown]
# ## Part 1: the delays and the decorator
#
# ### The delays


# %% exercise="backoff_delays"
def backoff_delays(
    base: float = 1.0,
    factor: float = 2.0,
    cap: float = 60.0,
    jitter: bool = True,
    rng: random.Random | None = None,
) -> Iterator[float]:
    """Yield how many seconds to wait before retry 0, 1, 2 and so on, without end.

    The ceiling of retry ``n`` is ``min(cap, base * factor ** n)``, also where ``factor ** n`` is too
    large for a float (retry 2000). ``factor`` is 1 or more.

    jitter: False yields the ceiling itself. True is full jitter: every delay is drawn anew and evenly
        between 0 and its ceiling.
    rng: where the random numbers come from, so that a test can repeat them: two generators of the same
        seed give the same delays. None: a source of its own, so that two clients differ.
    """
    ### BEGIN SOLUTION
    rng = rng or random.Random()
    ceiling = min(cap, base)
    while True:
        yield rng.uniform(0, ceiling) if jitter else ceiling
        ceiling = min(cap, ceiling * factor)
    ### END SOLUTION


# %% check="backoff_delays"
lesson.check("backoff_delays")

# %% [markdown]
# ### The decorator


# %% exercise="retry"
def retry(
    *,
    max_attempts: int = 3,
    delay: float = 1.0,
    backoff: float = 2.0,
    max_delay: float = 60.0,
    max_elapsed: float | None = None,
    jitter: bool = True,
    retry_on: type[Exception] | tuple[type[Exception], ...] = (ConnectionError, TimeoutError),
    sleep: Callable[[float], object] = time.sleep,
    on_retry: Callable[[int, Exception, float], object] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a decorator that calls a function or method again after a transient error.

    The decorated function passes its arguments on and returns what the function returns, whatever that is.
    It keeps name, docstring and signature. Calls share nothing: one that runs inside another's wait, or in
    another thread, has its own attempts and its own delays.

    max_attempts: calls in all, the first one included. After the last one the function's own last error
        reaches the caller unchanged.
    delay, backoff, max_delay: seconds before retry n (0, 1, …): ``min(max_delay, delay * backoff ** n)``.
        Nothing sleeps after the last attempt.
    jitter: True draws each delay anew and evenly between 0 and the law above.
    max_elapsed: seconds since the call began, by ``time.monotonic()`` (call it by this name, so that a test
        can replace it); the attempts' own time counts. When the next sleep would end later than this,
        the error reaches the caller at once instead. None: no limit.
    retry_on: the exception class, or the tuple of classes, worth another attempt. Everything else reaches
        the caller at once; KeyboardInterrupt and SystemExit do even with ``retry_on=Exception``.
    sleep: called with the seconds to wait; the only way this function waits.
    on_retry: called before each sleep with the number of the attempt that just failed (from 1), its error
        and the seconds about to be slept. An exception from it (a bug in logging) changes nothing.

    ValueError, before the function is ever called: ``max_attempts`` below 1, or a negative ``delay``.
    """
    ### BEGIN SOLUTION
    if max_attempts < 1 or delay < 0:
        raise ValueError(
            f"max_attempts must be 1 or more, delay 0 or more; got {max_attempts} and {delay}"
        )

    def tell(attempt: int, error: Exception, pause: float) -> None:
        try:
            if on_retry is not None:
                on_retry(attempt, error, pause)
        except Exception:
            logging.getLogger("retry").exception("on_retry failed; retrying all the same")

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            started = time.monotonic()
            delays = backoff_delays(delay, backoff, max_delay, jitter)
            for attempt in range(1, max_attempts):
                try:
                    return function(*args, **kwargs)
                except retry_on as error:
                    pause = next(delays)
                    if max_elapsed is not None and time.monotonic() - started + pause > max_elapsed:
                        raise
                    tell(attempt, error, pause)
                sleep(pause)
            return function(*args, **kwargs)  # the last attempt: its error is the caller's

        return call

    return decorate
    ### END SOLUTION


# %% check="retry"
lesson.check("retry")

# %% [markdown]
# ### Which errors are transient?


# %% exercise="is_transient"
def is_transient(error: BaseException) -> bool:
    """Say whether the same call may well succeed a moment later.

    True for
    - requests' ConnectionError (but not its subclass SSLError: a certificate does not heal), Timeout and
      ChunkedEncodingError (a body cut short);
    - requests' HTTPError whose response has status 408, 429, 500, 502, 503 or 504;
    - Delta's ConcurrentAppendException, ConcurrentDeleteReadException, ConcurrentDeleteDeleteException, and
      ProtocolChangedException (two writers created the table at once).

    False for everything else that can tell you no: other 4xx, an HTTPError without a response, a complete
    body that is not JSON (JSONDecodeError), ValueError, Spark's AnalysisException, Delta's
    ConcurrentTransactionException, KeyboardInterrupt.
    Subclasses count like their parents, names and messages do not count. Python's own ConnectionError and
    TimeoutError, which other clients raise, may count as transient too.
    """
    ### BEGIN SOLUTION
    if isinstance(error, requests.exceptions.SSLError):
        return False
    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in TRANSIENT_STATUS
    return isinstance(error, TRANSIENT_ERRORS)


TRANSIENT_STATUS = frozenset({408, 429, 500, 502, 503, 504})
TRANSIENT_ERRORS = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    ConnectionError,
    TimeoutError,
    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
)
    ### END SOLUTION


# %% check="is_transient"
lesson.check("is_transient")

# %% [markdown]
# ### The server says when


# %% exercise="retry_on_specific_errors"
def retry_on_specific_errors(
    func: Callable[[], Any],
    max_attempts: int = 3,
    retryable: Callable[[BaseException], bool] = is_transient,
    *,
    delay: float = 1.0,
    max_delay: float = 60.0,
    sleep: Callable[[float], object] = time.sleep,
    now: Callable[[], datetime] = utc_now,
) -> Any:
    """Call ``func()`` and return its value; call it again when it fails in a way that passes.

    At most ``max_attempts`` calls (1 or more). An error that is not ``retryable(error)``, and the error of the
    last attempt, reach the caller unchanged; so do KeyboardInterrupt and SystemExit, always.

    Before retry n (0, 1, …) it sleeps a time drawn between 0 and ``min(max_delay, delay * 2 ** n)``. If the
    error is a requests HTTPError whose response has a ``Retry-After`` header, it never sleeps less than asked.
    The header comes in two forms: whole seconds (``"120"``) and an HTTP date
    (``"Fri, 01 Mar 2013 07:10:00 GMT"``), which counts from ``now()``, a datetime with zone.
    Asked for more than ``max_delay`` seconds, it gives up at once with the original error.
    A header in the past, or that is neither form, counts as no header. No sleep is longer than ``max_delay``.
    """
    ### BEGIN SOLUTION
    for ceiling in itertools.islice(backoff_delays(delay, 2.0, max_delay, jitter=False), max_attempts - 1):
        try:
            return func()
        except Exception as error:
            asked = retry_after(error, now)
            if not retryable(error) or asked > max_delay:
                raise
        # On top of what was asked, not instead: the server told every client the same second.
        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
    return func()


def retry_after(error: Exception, now: Callable[[], datetime]) -> float:
    """Seconds that the server asks to wait; 0.0 when it does not say."""
    if not isinstance(error, requests.HTTPError) or error.response is None:
        return 0.0
    text = error.response.headers.get("Retry-After", "")
    with suppress(ValueError):
        return max(0.0, float(int(text)))
    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
    return 0.0
    ### END SOLUTION


# %% check="retry_on_specific_errors"
lesson.check("retry_on_specific_errors")

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
