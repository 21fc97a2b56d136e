# %% [markdown]
# # Retry: the API that answered on the third try
#
# *Time: 120 minutes, and 30 more for the optional circuit breaker. Fast track: 18 minutes if you know decorators (read
# to the end of the Idea, skip `backoff_delays`, write `retry` for criteria 1 to 5, then jump to* Break it *).*
#
# ## Incident
#
# One night in March 2013, at 02:10, the flights feed answered `503 Service Unavailable`: overloaded, after a day of
# snow. The loader asked again at once, hundreds of times a second, and so did the loaders of fifty other customers; a
# feed that needed half a minute of quiet stayed down until 05:30. At 07:00 the operations desk opened the on-time
# report: all 979 flights of 8 March were missing, and the provider had blocked our key.

# %% locked="setup"
import functools
import itertools
import logging
import os
import random
import threading
import time
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


os.environ["no_proxy"] = "127.0.0.1"  # the lesson's servers run on this machine
lesson.start("02_retry")

# %% [markdown]
# ## Reproduce
#
# The feed runs on this machine: a real HTTP server that fails on plan and writes down every request. It holds the
# real flights of that day. The plan: 503 twice, then the rows.

# %%
import json

from autograder.worlds.flaky_server import FlakyServer, ok, status

day = flights.actuals_batch("2013-03-08")
batch = json.loads(day[["carrier", "flight", "origin", "dep_delay"]].to_json(orient="records"))
api = FlakyServer()
url = api.plan("/flights/2013-03-08", status(503), status(503), ok(batch))


def fetch(url: str) -> list[dict]:
    response = requests.get(url, timeout=2)
    response.raise_for_status()
    return response.json()


# %% [markdown]
# The textbook's loop catches what sounds right: `ConnectionError` and `TimeoutError`.

# %%
def textbook(url: str, attempts: int = 3) -> list[dict]:
    for _attempt in range(attempts):
        try:
            return fetch(url)
        except (ConnectionError, TimeoutError):
            time.sleep(0.01)
    raise RuntimeError("gave up")


try:
    textbook(url)
except Exception as error:
    print(type(error).__name__, "after", len(api.journal("/flights/2013-03-08")), "request")
print("requests.ConnectionError is Python's:", requests.ConnectionError is ConnectionError)
print("requests.HTTPError inherits from it: ", issubclass(requests.HTTPError, ConnectionError))

# %% [markdown]
# Three attempts were promised, one was made. The names in `requests` look like Python's own, but they are other
# classes, and a 503 is an `HTTPError` in any case. The loop never fired.
#
# So somebody made it fire, at any price. This is the loop of that night. The feed comes back after 300 requests.

# %%
url = api.plan("/storm", *[status(503)] * 300, ok(batch))
for _attempt in range(1000):  # that night it said: while True
    try:
        rows = fetch(url)
        break
    except Exception:
        pass

journal = api.journal("/storm")
seconds = journal[-1]["time"] - journal[0]["time"]
print(f"{len(rows)} flights after {len(journal)} requests in {seconds:.1f} s: {len(journal) / seconds:,.0f} a second")

# %% [markdown]
# It worked, on a server that serves nobody else and recovers by counting. A real one recovers when it is left alone.
# The loop has three faults: it does not wait, it never gives up, and it retries every error, a typo in the URL
# included.

# %% [markdown]
# ## Idea
#
# Wait longer after each failure (**backoff**), but not for ever (**cap**), and never all at the same moment
# (**jitter**). Before retry n, counted from 0:
#
# | | seconds |
# |---|---|
# | exponential, capped | d = min(cap, base · factorⁿ) |
# | full jitter | anything between 0 and d, drawn anew each time |
#
# Why the jitter? Fifty clients lose the feed in the same second. Each dot is one retry.

# %%
import matplotlib.pyplot as plt

rng = random.Random(2013)
ceilings = [min(60.0, 1.0 * 2.0**n) for n in range(5)]
fig, axes = plt.subplots(1, 2, figsize=(10, 2.8), sharex=True, sharey=True)
for ax, title, low in zip(axes, ("backoff alone", "full jitter"), (1.0, 0.0), strict=True):
    arrivals = []
    for client in range(50):
        times = list(itertools.accumulate(d * rng.uniform(low, 1.0) for d in ceilings))
        ax.plot(times, [client] * len(times), ".", markersize=3, color="tab:blue")
        arrivals += times
    worst = max(sum(t <= u < t + 0.1 for u in arrivals) for t in arrivals)
    ax.set(title=f"{title}: at worst {worst} requests in 0.1 s", xlabel="seconds after the failure")
axes[0].set_ylabel("client")
plt.show()

# %% [markdown]
# Without jitter the fifty come back together, five times: the server meets the same wave that knocked it over. With
# full jitter the same number of requests is spread out, and the clients even wait half as long on average.
#
# Two questions come before any waiting. Is the error **transient**, so that the same call may succeed? Is the call
# **idempotent**, so that doing it twice does no harm? Retry only when both answers are yes.

# %% [markdown]
# ## Part 1: the delays and the decorator
#
# ### The delays
#
# First the law as a generator: it hands out one delay after the other and never ends. The caller decides how many it
# needs.
#
# *Fast track: skip this one. In `retry` one line does it:*
# `random.uniform(0, min(max_delay, delay * backoff ** n))`.


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
#
# Now the part that everybody writes once and gets wrong in five places. Read the contract slowly: every sentence
# of it is checked. Criteria 1 to 5 are the core; 6 to 9 are what a night in production adds.


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
# Nothing here slept for real: the check passed its own `sleep` in and read the delays from it. That parameter is what
# makes a retry testable.
#
# ### Which errors are transient?
#
# `retry_on` takes classes, and classes are not enough: `HTTPError` is one class for 404 and for 503, and `SSLError`
# is a `ConnectionError` that no waiting heals. So we ask a function. Delta's commit conflicts belong here too: another
# writer was faster, and the same read and write, done again, may well succeed.


# %% exercise="is_transient"
def is_transient(error: BaseException) -> bool:
    """Say whether the same call may well succeed a moment later.

    True for
    - requests' ConnectionError (but not its subclass SSLError: a certificate does not heal), Timeout and
      ChunkedEncodingError (a body cut short);
    - requests' HTTPError whose response has status 408, 429, 500, 502, 503 or 504;
    - Delta's ConcurrentAppendException, ConcurrentDeleteReadException, ConcurrentDeleteDeleteException, and
      ProtocolChangedException (two writers created the table at once); `delta_errors` holds them.

    False for other errors, among them the other 4xx, an HTTPError without a response, a complete body that
    is not JSON (JSONDecodeError), ValueError, Spark's AnalysisException, KeyboardInterrupt, and Delta's
    ConcurrentTransactionException (another writer used the same transaction id).

    Subclasses count like their parents; names and messages do not count. Only Python's own ConnectionError
    and TimeoutError, which other clients raise, are left to you.
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
#
# An overloaded server often says how long it wants to be left alone, in the header `Retry-After`. It knows better than
# your formula. It may also ask for an hour; then waiting is the scheduler's business, not yours.


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
#
# A retry sees what the function under it raises, and nothing else. So the function has to tell the truth: raise when
# it failed, fail in time, and be safe to repeat. From here on the server knows more ways to fail than a 503, and the
# checks believe its journal, not your code.

# %% locked="setup_part_2"
import json
import tempfile
from collections import Counter
from pathlib import Path

from pyspark.errors import NumberFormatException
from pyspark.sql import DataFrame
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from autograder.worlds.flaky_server import FlakyServer, invalid_json, ok, reset, short_body, slow, status

# %% [markdown]
# ### What a failure looks like from here
#
# The API serves the flights of a day as a JSON array. Plan a 503 for the first request, and ask the way most scripts
# do.

# %%
server = FlakyServer()
snow_day = flights.actuals_batch("2013-03-08")[["carrier", "flight", "dep_delay"]]
rows = json.loads(snow_day.head(3).to_json(orient="records"))

url = server.plan("/flights", status(503), ok(rows))
response = requests.get(url, timeout=2)
print("no exception:", response.status_code, response.text[:40], "…")

# %% [markdown]
# `requests` raises when it got no response. A 503 is a response. Until `raise_for_status()` is called, an error
# page is data like any other, and a retry around `requests.get` has nothing to catch.
#
# Now every failure the server knows, with `raise_for_status()` and a read timeout of 0.2 seconds. Look at the
# last column before you write `retry_on=(ConnectionError, TimeoutError)`.

# %%
failures = [status(503), status(404), reset(), short_body(rows), slow(0.5, rows), invalid_json()]
for number, step in enumerate(failures):
    try:
        response = requests.get(server.plan(f"/failure/{number}", step), timeout=(1, 0.2))
        response.raise_for_status()
        response.json()
    except requests.RequestException as error:
        builtin = isinstance(error, ConnectionError | TimeoutError)
        name = f"{step['kind']} {step.get('status', '')}"
        print(f"{name:<14}{type(error).__name__:<26}a builtin connection or timeout error: {builtin}")

# %% [markdown]
# Six failures, five classes, and none of them is Python's own `ConnectionError` or `TimeoutError`, although
# `requests.ConnectionError` has the same name. `retry` with its default `retry_on` never fires around `requests`. `is_transient`
# knows the right classes, and `retry_on_specific_errors` asks it.


# %% exercise="fetch_batch"
def fetch_batch(
    url: str,
    *,
    timeout: tuple[float, float] = (1, 2),
    max_attempts: int = 4,
    delay: float = 0.05,
    sleep: Callable[[float], object] = time.sleep,
) -> list[dict[str, Any]]:
    """GET one batch, a JSON array, and return its rows.

    One attempt is one request. A transient failure is worth another one, up to ``max_attempts`` requests in
    all: a connection that fails or breaks off, a body cut short, no answer in time, status 408, 429, 500, 502,
    503 or 504. The error of the last attempt reaches the caller; an error page is never returned as data.
    Everything else raises after one request: 404 and the other 4xx, a complete body that is not JSON.

    timeout: seconds to connect, and to wait for data; for each request anew.
    delay, sleep: it calls ``sleep`` before each retry, never after the last attempt, and waits as
        ``retry_on_specific_errors`` does: full jitter below ``delay * 2 ** n``, never less than Retry-After.
    """
    ### BEGIN SOLUTION
    def attempt() -> list[dict[str, Any]]:
        response = requests.get(url, timeout=timeout)
        response.raise_for_status()
        rows: list[dict[str, Any]] = response.json()
        return rows

    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)
    ### END SOLUTION


# %% check="fetch_batch"
lesson.check("fetch_batch")

# %% [markdown]
# **Break it.** Three different failures in a row, then the rows. The journal shows when each request arrived.

# %%
if lesson.solved("fetch_batch"):
    url = server.plan("/three-failures", status(503), reset(), short_body(rows), ok(rows))
    print(len(fetch_batch(url)), "rows")
    journal = server.journal("/three-failures")
    for entry in journal:
        print(f"{entry['time'] - journal[0]['time']:6.3f} s  {entry['step']['kind']}")

# %% [markdown]
# One more way to go wrong: two good retries, one inside the other. Here urllib3's `Retry` (3 retries) is mounted
# below a loop of 4 attempts, and the server is down.

# %%
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=Retry(total=3, status_forcelist=[503])))
url = server.plan("/down", status(503))
for _attempt in range(4):
    with suppress(requests.RequestException):
        session.get(url, timeout=1).raise_for_status()
print(len(server.journal("/down")), "requests for one batch")

# %% [markdown]
# Retries multiply: 4 × 4, and a server that is down for overload gets all of them. Retry in one layer, and switch the
# others off.
#
# ### A POST that may have worked
#
# A GET can be repeated: nothing changes on the other side. A POST that adds rows is another matter, because what
# got lost may be the answer, not the request. The server below stores the rows, but answers too late.

# %%
url = server.plan("/stored", slow(0.5), ok())
for _attempt in range(2):
    try:
        requests.post(url, json=rows, timeout=(1, 0.2))
        break
    except requests.Timeout:
        print("no answer in time: once more")
stored = sum(len(entry["body"]["json"]) for entry in server.journal("/stored"))
print(f"{len(rows)} rows sent, {stored} rows arrived")

# %% [markdown]
# Both requests arrived, and the rows are there twice. From the client's side a lost request and a lost answer
# look the same, so the client cannot decide. The server can, if the request says which batch it is: with an
# **idempotency key**, the same in every attempt, the server stores the first and answers the others with the
# first one's result.


# %% exercise="send_batch"
def send_batch(
    url: str,
    rows: list[dict[str, Any]],
    idempotency_key: str | None = None,
    *,
    timeout: tuple[float, float] = (1, 2),
    max_attempts: int = 4,
    delay: float = 0.05,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """POST ``rows`` as one JSON array; return when the server has taken them, raise when it has not.

    idempotency_key: None: exactly one request, whatever happens to it, because the server cannot tell a
        repetition from a new batch. Otherwise a transient failure is worth another attempt, and every
        request carries the header ``Idempotency-Key`` with this very value, and the same rows.
    A refusal (400, 409, 422 and the other 4xx that are not transient) raises after one request, with a key too.
    timeout, max_attempts, delay, sleep, what is transient, which error reaches the caller: as in ``fetch_batch``.
    """
    ### BEGIN SOLUTION
    headers = {} if idempotency_key is None else {"Idempotency-Key": idempotency_key}

    def attempt() -> None:
        requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()

    attempts = 1 if idempotency_key is None else max_attempts
    retry_on_specific_errors(attempt, attempts, delay=delay, sleep=sleep)
    ### END SOLUTION


# %% check="send_batch"
lesson.check("send_batch")

# %% [markdown]
# **Break it.** The same lost answer, then a 503, then success. The receiver keeps one batch per key.

# %%
def stored_once(journal: list[dict[str, Any]]) -> int:
    """Rows in the receiver's table: a key that was seen before adds nothing."""
    batches = {entry["headers"].get("Idempotency-Key", number): entry for number, entry in enumerate(journal)}
    return sum(len(entry["body"]["json"]) for entry in batches.values())


if lesson.solved("send_batch"):
    url = server.plan("/stored-once", slow(0.5), status(503), ok())
    send_batch(url, rows, "flights-actuals-2013-03-08-v1", timeout=(1, 0.2))
    journal = server.journal("/stored-once")
    print(f"{len(journal)} requests, {len(rows)} rows sent, {stored_once(journal)} rows stored")

# %% [markdown]
# The key is made from what the batch *is*: its kind, its day and its version, `flights-actuals-2013-03-08-v1`. A
# corrected batch is a new batch and gets a new key. A random key made inside `send_batch` would survive its own
# retries, but not the rerun of the whole job tomorrow morning: a new process, a new key, the rows twice. A key made
# per attempt protects from nothing.
#
# ### A lazy read defeats the retry
#
# Now Spark. The raw feed of 8 March, a day of snow, writes `NA` where a flight was cancelled, and the job casts
# the delays to numbers. Upstream repairs such files within seconds, so the job has a `try` around the read.

# %%
feed = Path(tempfile.mkdtemp()) / "delays.csv"
snow_day.to_csv(feed, header=False, index=False, na_rep="NA")


def read_delays(file: Path = feed) -> DataFrame:
    text = lesson.spark.read.schema("carrier string, flight int, dep_delay string").csv(str(file))
    return text.selectExpr("carrier", "flight", "cast(dep_delay AS int) AS dep_delay")


try:
    delays = read_delays()
    print("read: no error, nothing to retry")
except NumberFormatException as error:
    print("read:", error.getCondition())

# %% [markdown]
# No row was read yet: `read_delays` only wrote down what to do. The first action that needs the column does it,
# outside the `try`. A plain `count()` does not: Spark drops the cast that nobody asked for, and counts the bad rows
# too.

# %%
print("count:", delays.count())
try:
    delays.selectExpr("count(dep_delay)").collect()
except NumberFormatException as error:
    print("action:", error.getCondition(), error.getMessageParameters()["expression"])

# %% [markdown]
# A retry around the read would have been as blind as the `try`. So retry the action alone, on the same
# DataFrame? Here the first half of a file is read while the second half is still on its way.

# %%
lines = feed.read_text().replace("NA", "").splitlines(keepends=True)
arriving = feed.with_name("arriving.csv")
arriving.write_text("".join(lines[:400]))
early = read_delays(arriving)
arriving.write_text("".join(lines))
print(f"{len(lines)} lines in the file")
print(f"{early.count()} rows by the DataFrame from before, {read_delays(arriving).count()} by a new one")

# %% [markdown]
# The DataFrame keeps the file listing of the moment when it was defined, sizes included. Asked again, it reads
# the new file up to the old length, plus the line that begins there, and no error tells you. So read and action
# belong in one attempt, and nothing lazy may leave it.
#
# (A bad row is a mild stand-in. What surfaces at the action just the same: a file replaced while it is read, a
# lost executor, a UDF that calls a service. An error of analysis, such as a missing path, raises at
# the read on Spark Classic; on Spark Connect, such as Databricks serverless, at the first look at the schema.)


# %% exercise="lazy_read"
def lazy_read(read: Callable[[], Any], consume: Callable[[Any], Any], **retry_options: Any) -> Any:
    """Read and use a DataFrame in one attempt, and retry the two together.

    ``read()`` defines a DataFrame. ``consume(df)`` does with it what has to be done, up to a plain result:
    rows, a number, None after a write. Every attempt calls both, ``consume`` with the frame of the same
    attempt. The frame is handed on as it is: ``lazy_read`` never looks into it, counts it or caches it.

    Returns what ``consume`` returned. ``retry_options`` are those of ``retry``.

    When the attempts are used up, the last one's own error reaches the caller.
    TypeError at once, whatever ``retry_on`` says, when the result is still lazy, because it would fail where
    no retry is around it: a pyspark.sql.DataFrame or an iterator (a generator, a map), or a tuple, list or dict
    that holds one.
    """
    ### BEGIN SOLUTION
    result = retry(**retry_options)(lambda: consume(read()))()
    inside = result.values() if isinstance(result, dict) else result
    parts = [result, *inside] if isinstance(result, tuple | list | dict) else [result]
    lazy = next((part for part in parts if isinstance(part, DataFrame | Iterator)), None)
    if lazy is not None:
        raise TypeError(f"consume returned a {type(lazy).__name__}: it runs later, without a retry around it")
    return result
    ### END SOLUTION


# %% check="lazy_read"
lesson.check("lazy_read")

# %% [markdown]
# **Break it.** The same feed. While your retry sleeps, upstream replaces `NA` by nothing, which Spark reads as
# NULL. Then a `consume` that forgets its action.

# %%
def upstream_repairs(_seconds: float) -> None:
    feed.write_text(feed.read_text().replace("NA", ""))


if lesson.solved("lazy_read"):
    delayed = lazy_read(
        read_delays,
        lambda df: df.where("dep_delay > 15").count(),
        retry_on=NumberFormatException,
        sleep=upstream_repairs,
    )
    print(f"{delayed} of {len(snow_day)} flights left more than 15 minutes late")
    try:
        lazy_read(read_delays, lambda df: df.where("dep_delay > 15"))
    except TypeError as error:
        print("TypeError:", error)

# %% [markdown]
# ### The circuit breaker (optional)
#
# Backoff is polite for one client. A hundred threads that each try four times still send four hundred requests
# to a server that is down, and each thread waits for its own failures. A circuit breaker is shared by all threads of
# one process and remembers: while it is open, nobody asks. (Across processes, its state must live elsewhere.)
#
# | state | a call | ends when |
# |---|---|---|
# | closed | goes through | `failure_threshold` failures in a row: open |
# | open | is refused at once | `reset_after` seconds are over: half open |
# | half open | one goes through as a trial, the others are refused | the trial succeeds: closed; it fails: open |


# %% locked="circuit_open_error"
class CircuitOpenError(Exception):
    """The circuit breaker refused the call; nothing was sent."""


# %% exercise="circuit_breaker"
class CircuitBreaker:
    """Stop calling a service that keeps failing, and try it again after a rest.

    ``call(fn, *args, **kwargs)`` returns what ``fn`` returns; ``state`` says which of three holds now:

    "closed": calls go through. ``failure_threshold`` failures in a row open the circuit; a success in between
        starts the count again from 0.
    "open": ``call`` raises CircuitOpenError at once and does not call ``fn``. Refused calls change nothing.
        ``reset_after`` seconds after it opened, by ``clock``, the circuit is half open.
    "half_open": one call goes through as a trial. Until it is over, every other call is refused with
        CircuitOpenError, from other threads too. A success closes the circuit, with the count at 0;
        a failure opens it for another full ``reset_after`` seconds.

    A failure is an Exception that ``fn`` raises; it reaches the caller unchanged. KeyboardInterrupt and
    SystemExit reach the caller too, but say nothing about the service: they are not counted, and a trial that
    ends in one leaves the circuit half open for the next caller.
    Any number of threads share one breaker, and no call waits for another one to finish.
    """

    def __init__(
        self,
        failure_threshold: int = 5,
        reset_after: float = 30.0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
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

    def call(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
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

# %% [markdown]
# **Break it.** Twenty calls to a server that is down, through one breaker. The journal counts what got through.

# %%
if lesson.solved("circuit_breaker"):
    url = server.plan("/outage", status(503))
    breaker = CircuitBreaker(failure_threshold=3, reset_after=30)
    seen: Counter[str] = Counter()
    for _call in range(20):
        try:
            breaker.call(lambda: requests.get(url, timeout=1).raise_for_status())
        except (requests.HTTPError, CircuitOpenError) as error:
            seen[type(error).__name__] += 1
    print(dict(seen), f"{len(server.journal('/outage'))} requests arrived, circuit {breaker.state}", sep="; ")

# %% [markdown]
# A breaker and a retry go together when the retry is outside and does not count CircuitOpenError among what is
# transient: while the circuit is open, waiting a few milliseconds is of no use.

# %% [markdown]
# ## Break it
#
# The checks attacked your functions out of sight. Now watch. First three errors, thrown at a `retry` that is told to
# retry every `Exception`, and at one with the default.

# %%
def attack(error: BaseException, **options: Any) -> str:
    """Decorate a function that always raises `error`; tell how often it was called and what came out."""
    calls: list[int] = []

    def load() -> str:
        calls.append(1)
        if len(calls) > 20:
            return "no end in sight"
        raise error

    try:
        outcome = retry(max_attempts=4, sleep=lambda seconds: None, **options)(load)()
    except (Exception, KeyboardInterrupt) as raised:
        outcome = "the original error" if raised is error else f"another error: {raised!r}"
    return f"{len(calls)} calls, then {outcome}"


# %%
if lesson.solved("retry"):
    print("Ctrl-C, retry_on=Exception  ", attack(KeyboardInterrupt("Ctrl-C"), retry_on=Exception))
    print("ValueError, the default     ", attack(ValueError("dep_delay='late'")))
    print("ConnectionError, the default", attack(ConnectionError("reset by peer")))

# %% [markdown]
# One call for the person at the keyboard, one for the bad row, four for the network: the error decides, and the
# caller always gets the original.
#
# Now two calls that overlap. While the load of EWR waits for its first retry, JFK is loaded by the same function and
# fails as well. If anything is shared between calls, one of them loses attempts.

# %%
if lesson.solved("retry"):
    trail: list[str] = []

    def wait(seconds: float) -> None:
        if "JFK" not in trail:
            with suppress(ConnectionError):
                load("JFK")

    @retry(max_attempts=3, sleep=wait)
    def load(origin: str) -> None:
        trail.append(origin)
        raise ConnectionError(f"no feed for {origin}")

    with suppress(ConnectionError):
        load("EWR")
    print(" ".join(trail))

# %% [markdown]
# EWR, then three times JFK inside its wait, then EWR's other two: three attempts each.
#
# ## In production
#
# You have written it once, so now use a library that thousands have debugged. `tenacity` does all that your `retry`
# does, and has defaults that would have caused this incident. Ask it:

# %%
import tenacity

defaults = tenacity.Retrying()
print("stop: ", type(defaults.stop).__name__)
print("wait: ", type(defaults.wait).__name__)
print("retry:", defaults.retry.exception_types)

# %% [markdown]
# `@tenacity.retry` without arguments retries for ever, without a pause, on every `Exception`. Say four
# things: when to stop, how to wait, what to retry, and `reraise=True`. `stop_before_delay` counts the coming sleep
# too, so no attempt starts after the limit (`stop_after_delay` does not); neither interrupts an attempt, that is what
# the request's timeout is for. `wait_random_exponential` is full jitter. For `Retry-After` there is `wait_exception`,
# which computes the wait from the error. Here `sleep` is a list's `append`, as in a test: the feed fails twice and
# nothing waits.

# %%
slept: list[float] = []


@tenacity.retry(
    stop=tenacity.stop_after_attempt(5) | tenacity.stop_before_delay(30),
    wait=tenacity.wait_random_exponential(multiplier=0.5, max=10),
    retry=tenacity.retry_if_exception(lambda e: isinstance(e, requests.HTTPError) and e.response.status_code == 503),
    sleep=slept.append,
    reraise=True,
)
def load_flights(url: str) -> list[dict]:
    return fetch(url)


url = api.plan("/second-night", status(503), status(503), ok(batch))
print(len(load_flights(url)), "flights after", len(api.journal("/second-night")), "requests")
print("waits:", [f"{s:.2f} s" for s in slept])

# %% [markdown]
# And what the caller sees when it is all in vain, with `reraise` and without:

# %%
url = api.plan("/down", status(503))
for reraise in (True, False):
    try:
        load_flights.retry_with(stop=tenacity.stop_after_attempt(2), reraise=reraise)(url)
    except Exception as error:
        print(f"reraise={reraise}: {type(error).__name__}")

# %% [markdown]
# Without `reraise=True`, an `except requests.HTTPError` in your callers still catches the 404 that was never retried,
# and misses the 503 that was retried in vain.
#
# **Do not multiply.** Your HTTP client retries, your function retries, and the scheduler retries the task. Here are
# three well-meant layers of four attempts each around one function that fails:

# %%
calls = 0


def failing_call() -> None:
    global calls
    calls += 1
    raise ConnectionError("down")


layer = tenacity.retry(stop=tenacity.stop_after_attempt(4), reraise=True)
with suppress(ConnectionError):
    layer(layer(layer(failing_call)))()  # scheduler, function, HTTP client
print(calls, "requests for one batch: 4 ** 3 =", 4**3)

# %% [markdown]
# The three layers serve different failures. A lost packet is a matter of seconds: retry it next to the call. A dead
# worker or a long outage is a matter of minutes: that is the scheduler's task retry (`max_retries` in Lakeflow Jobs,
# formerly Workflows; `retries` in Airflow), and it needs an idempotent task, because the whole task runs again.
# Choose one layer per failure, and set the others to zero.

# %%
api.close()

# %% [markdown]
# ## Self-check
#
# Five questions. Answer with the widget, or with `lesson.answer("02-01", "b")`.

# %%
lesson.quiz("02-01")

# %%
lesson.quiz("02-02")

# %%
lesson.quiz("02-03")

# %%
lesson.quiz("02-04")

# %%
lesson.quiz("02-05")

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | retry what is transient *and* idempotent | retry `Exception`, or a POST without an idempotency key |
# | cap the attempts, each delay and the total time | loop until it works |
# | draw every delay between 0 and the capped law | let all clients come back in the same second |
# | re-raise the original error | return None, or leak `RetryError` |
# | obey `Retry-After`, give up when it asks for too long | sleep less than the server asked |
# | retry the action, with the read inside | retry a lazy `spark.read` and count outside |
# | retry in one layer | multiply client, function and scheduler |
#
# **Exam tips**
#
# - A failed Spark *task* is retried by Spark itself (`spark.task.maxFailures`, 4 by default on a cluster). That is a
#   layer of its own: a UDF that calls an API is called again with it.
# - A failed task of a Lakeflow Job can be retried by policy, and a failed run can be *repaired*: only the failed tasks
#   and those that depend on them run again. Both are safe for idempotent tasks only.
# - Delta's writers are optimistic: a conflict surfaces as a `Concurrent…Exception` at commit, and the answer is to run
#   the read and the write again.
#
# **Official documentation**: [tenacity](https://tenacity.readthedocs.io/) ·
# [exceptions of requests](https://requests.readthedocs.io/en/latest/api/#exceptions) ·
# [urllib3's Retry](https://urllib3.readthedocs.io/en/stable/reference/urllib3.util.html#urllib3.util.Retry) ·
# [Retry-After in RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after) ·
# [Delta: concurrency control](https://docs.delta.io/concurrency-control/) ·
# [Exponential Backoff and Jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), where
# full jitter got its name
