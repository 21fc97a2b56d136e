"""Requests over a real wire: a server in another process fails on plan, and its journal is what is judged."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    Runaway,
    criterion,
    expect,
    expect_equal,
    probe,
    seeing,
    witness,
)
from autograder.checks.errors import error_text
from autograder.worlds.flaky_server import FlakyServer, invalid_json, ok, reset, short_body, slow, status
from autograder.worlds.journal import read_journal

JOURNAL = "journal.jsonl"
JUDGED = ("time", "path", "method", "headers", "body", "request")  # of a journal entry
PATIENT = (2.0, 2.0)  # connect, read: seconds that no request of ours needs on the busiest machine
IMPATIENT = (2.0, 0.15)
HANG = 0.4  # seconds: longer than an impatient client waits, short enough for one that waits for ever
PERSISTENT = 8  # attempts: on a busy machine even a good answer may come too late for an impatient client
TAIL = 6  # failures beyond what a right answer meets; then the server recovers, so that every loop ends
BUSY = '[{"error": "busy"}]'  # an error page that parses as rows: only its status tells

# One path once more, in a notebook.
REPEAT = """\
with FlakyServer(case.scenario["plan"]) as server:
    try:
        print({call})
    finally:
        for seen in server.journal():
            print(seen["method"], seen["headers"], seen["body"].get("json"), "->", seen["step"]["kind"])"""

Step = dict[str, Any]
Play = Callable[..., Json]


class Naps:
    """The sleep that answers are given: real but short, and each one is written down."""

    LONGEST = 0.05  # seconds really slept, whatever was asked for
    MOST = 30

    def __init__(self) -> None:
        self.taken: list[Json] = []

    def __call__(self, seconds: float) -> None:
        if len(self.taken) == self.MOST:
            raise Runaway(f"stopped after {self.MOST} sleeps: the loop does not end")
        start = time.monotonic()
        time.sleep(min(seconds, self.LONGEST))
        self.taken.append({"asked": seconds, "start": start, "end": time.monotonic()})


class OverTheWire:
    """Mixed into an exercise: its function is called for paths of ``scenario["plan"]`` (path -> steps)."""

    name: ClassVar[str]

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Play:
        """Calls the function for some paths, all of them on one server: results and naps, path by path."""
        server = lab.cleanup.enter_context(FlakyServer(scenario["plan"], journal=lab.root / JOURNAL))
        function = getattr(answer, self.name)

        def call(path: str) -> Json:
            naps, code = Naps(), self.call_code(scenario, path)
            rows, options = _given(scenario, path)
            done = lab.calling(code, function, server.url(path), *rows, **options, sleep=naps)
            return {"result": done.record(), "naps": naps.taken}

        return lambda *paths: {path: call(path) for path in paths}

    def call_code(self, scenario: Json, path: str) -> str:
        """The call for a path as one writes it in a notebook."""
        rows, options = _given(scenario, path)
        given = [f'server.url("{path}")', *(f'case.scenario["rows"]["{path}"]' for _ in rows)]
        given += [f"{name}={value!r}" for name, value in options.items()]
        return f"{self.name}({', '.join(given)}, sleep=print)"

    @contextmanager
    def seen(self, scenario: Json, exchanges: Json, path: str) -> Iterator[Exchange]:
        """What is judged of one path, and shown by calling the function once more."""
        with seeing(REPEAT.format(call=self.call_code(scenario, path))):
            yield Exchange(**exchanges[path])


def _given(scenario: Json, path: str) -> tuple[list[list[Json]], Json]:
    """What the call for a path is given: rows, if they are to be sent, and options."""
    rows = [[dict(row) for row in scenario["rows"][path]]] if path in scenario["rows"] else []
    key = scenario.get("keys", {}).get(path)
    keyed = {"idempotency_key": key} if key else {}
    late = path.endswith("slow")
    timeout, most = (IMPATIENT, PERSISTENT) if late else (PATIENT, scenario["max_attempts"])
    return rows, keyed | {"timeout": timeout, "max_attempts": most, "delay": 0.01}


def on_the_wire(played: Json, root: Path) -> Json:
    """The calls of a probe with their requests, by the server's own account."""
    told = [{name: entry[name] for name in JUDGED} for entry in read_journal(root / JOURNAL)]
    return {
        path: call | {"requests": [e for e in told if e["path"] == path]} for path, call in played.items()
    }


@dataclass(frozen=True)
class Exchange:
    """What one call of the learner's function did on the wire."""

    requests: list[Json]
    naps: list[Json]
    result: Json

    @property
    def outcome(self) -> str:
        """How many requests, and what the caller saw."""
        error = self.result.get("error")
        seen = error_text(error) if error else f"it returned {brief(self.result['value'])}"
        return f"{times(len(self.requests), 'request')}; {seen}"

    def expect(self, condition: object, expected: str) -> None:
        """Fail unless ``condition`` holds; the outcome is what was seen instead."""
        expect(condition, expected=expected, got=self.outcome)

    def expect_requests(self, count: int, when: str, *, fine: str = "", error: str = "") -> None:
        """Fail unless the server got exactly so many, and the caller saw an error or, without it, none."""
        self.expect(len(self.requests) == count, f"{times(count, 'request')} when {when}")
        if fine or error:
            self.expect(bool(error) == ("error" in self.result), error or fine)

    def expect_retry(self, when: str) -> None:
        """Fail when the first timeout reached the caller; whether there is one at all is for times_out."""
        self.expect("value" in self.result or len(self.requests) > 1, f"another request when {when}")

    def expect_timeouts(self, fine: str, more: str = "") -> None:
        """Fail unless two answers were too late; on a busy machine the good one may be late as well."""
        when = f"the first two answers take {HANG} s and timeout={IMPATIENT}{more}"
        self.expect(len(self.requests) >= 3, f"3 requests when {when}")
        self.expect("value" in self.result, f"{fine} when {when}")

    def expect_sent(self, rows: list[Json]) -> None:
        """Fail unless every request carried these rows."""
        for request in self.requests:
            body, number = request["body"].get("json", "a body that is not JSON"), request["request"]
            expect_equal(body, rows, what=f"the JSON body of request {number}")

    def expect_waits(self) -> None:
        """Fail unless a sleep lies between each two requests, and none before the first or after the last."""
        arrivals = [r["time"] for r in self.requests]
        for n, (before, after) in enumerate(pairwise(arrivals), 1):
            between = [nap for nap in self.naps if before <= nap["start"] and nap["end"] <= after]
            expect(
                any(nap["asked"] > 0 for nap in between),
                expected=f"a wait between request {n} and request {n + 1}, by calling `sleep`",
                got=f"no call of `sleep`; {after - before:.3f} s between them by the server's journal",
            )
        extra = [n for n in self.naps if not arrivals or not arrivals[0] <= n["start"] < arrivals[-1]]
        expected = "no sleep before the first request and none after the last"
        expect(not extra, expected=expected, got=times(len(extra), "such sleep"))


def brief(value: Any) -> str:
    """The beginning of a value's repr: rows are long, and two are enough to know them again."""
    text = repr(value)
    return text if len(text) <= 160 else text[:160] + " …"


def times(count: int, what: str) -> str:
    """``1 request``, ``3 requests``."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def some_rows(rng: random.Random) -> list[Json]:
    """A few flights, as the API serves them."""
    return [
        {
            "carrier": rng.choice(["AA", "B6", "DL", "UA"]),
            "flight": number,
            "origin": rng.choice(["EWR", "JFK", "LGA"]),
            "dep_delay": rng.choice([None, rng.randint(-9, 120)]),
        }
        for number in rng.sample(range(1, 9999), rng.randint(2, 4))
    ]


def busy(code: int = 503) -> Step:
    """An error status whose page is JSON."""
    return status(code, body=BUSY)


# --- fetching --------------------------------------------------------------------------------------------


class FetchBatch(OverTheWire, Exercise):
    """``fetch_batch(url, …)``: GET rows from an API that fails in six ways."""

    name = "fetch_batch"
    testimony = "the journal of a server that runs beside the learner's kernel"
    hints = (
        "Which of the server's failures does your HTTP client raise by itself, and for which does it hand "
        "you a response as if all were well?",
        "One attempt is: get with the timeout, raise_for_status, parse the JSON. All three belong into the "
        "function that is retried; which of their errors are worth a retry, is_transient knows.",
        "Define attempt() inside fetch_batch with these three lines and `return retry_on_specific_errors("
        "attempt, max_attempts, delay=delay, sleep=sleep)`. Mount no second retry below it.",
    )

    def scenario(self, rng: random.Random) -> Json:
        most, code = rng.randint(3, 5), rng.choice([500, 502, 504])
        refused = rng.choice([400, 401, 403, 410, 422])
        rows = {name: some_rows(rng) for name in ("fine", "busy", "limited", "reset", "short", "slow")}
        fine = ok(some_rows(rng))
        plan = {
            "/fine": [ok(rows["fine"])],
            "/busy": [busy(), status(503), ok(rows["busy"])],
            "/limited": [status(429), busy(code), ok(rows["limited"])],
            "/reset": [reset(), ok(rows["reset"])],
            "/short": [short_body(rows["fine"]), ok(rows["short"])],
            "/invalid": [*[invalid_json()] * TAIL, fine],
            "/down": [*[busy()] * (most + TAIL), fine],
            "/asked": [status(503, {"Retry-After": str(rng.randint(2, 6))}), fine],
            "/slow": [slow(HANG, rows["fine"]), slow(HANG, rows["fine"]), ok(rows["slow"])],
            "/missing": [*[status(404)] * TAIL, fine],
            "/refused": [*[busy(refused)] * TAIL, fine],
        }
        return {"plan": plan, "rows": rows, "max_attempts": most, "code": code, "refused": refused}

    @probe
    def failures_played(self, world: Play) -> Json:
        return world("/fine", "/busy", "/limited", "/reset", "/short", "/down", "/invalid", "/slow")

    @witness
    def failures(self, failures_played: Json, root: Path) -> Json:
        return on_the_wire(failures_played, root)

    @probe
    def replies_played(self, world: Play) -> Json:
        return world("/asked", "/missing", "/refused")

    @witness
    def replies(self, replies_played: Json, root: Path) -> Json:
        return on_the_wire(replies_played, root)

    @criterion(points=4)
    def counts_requests(self, scenario: Json, failures: Json) -> None:
        """the right number of requests for each failure, and in the end the rows that were served

        A 503 is a response, no exception, until raise_for_status(). Transient: 503, 429 and their like, a
        reset, a short body, no answer in time. A complete body that is not JSON is as wrong the next
        time. Requests are counted by the server.
        """
        code, most = scenario["code"], scenario["max_attempts"]
        for name, count, when, error in (
            ("fine", 1, "the server answers at once", ""),
            ("busy", 3, "the server says 503 twice and then serves the rows", ""),
            ("limited", 3, f"the server says 429, then {code}, and then serves the rows", ""),
            ("reset", 2, "the connection is reset once", ""),
            ("short", 2, "the first body is cut short", ""),
            (
                "down",
                most,
                f"every answer is 503 and max_attempts={most}",
                f"an error after {most} answers of 503, not their page as data",
            ),
            ("invalid", 1, "the body is complete but not JSON", "an error when the body is not JSON"),
        ):
            with self.seen(scenario, failures, f"/{name}") as seen:
                seen.expect_requests(count, when, fine=f"the rows when {when}", error=error)
                expect_equal(seen.result.get("value"), scenario["rows"].get(name), what="the rows")
        with self.seen(scenario, failures, "/slow") as seen:
            seen.expect_retry("the answer does not come in time")

    @criterion(points=2, needs=(counts_requests,))
    def keeps_its_distance(self, scenario: Json, failures: Json, replies: Json) -> None:
        """waits between the requests, never less than Retry-After asks

        Pass the caller's delay and sleep on to whatever does the retrying; nothing waits after the last
        attempt. A 503 may carry Retry-After: a loop of your own must read the response's headers.
        """
        for path in ("/busy", "/reset", "/down"):
            with self.seen(scenario, failures, path) as seen:
                seen.expect_waits()
        asked = int(scenario["plan"]["/asked"][0]["headers"]["Retry-After"])
        with self.seen(scenario, replies, "/asked") as seen:
            slept = sum(nap["asked"] for nap in seen.naps)
            expected = f"2 requests, and a sleep of {asked} s or more between them: Retry-After says {asked}"
            fine = slept >= asked and len(seen.requests) == 2
            expect(fine, expected=expected, got=f"{seen.outcome}; slept {slept:.3f} s")

    @criterion(points=2, needs=(counts_requests,))
    def times_out(self, scenario: Json, failures: Json) -> None:
        """every request has the timeout it was given

        requests waits for ever unless told otherwise: pass `timeout=timeout` to every request.
        """
        with self.seen(scenario, failures, "/slow") as seen:
            seen.expect_timeouts("the rows of the third answer")
            expect_equal(seen.result["value"], scenario["rows"]["slow"], what="the rows")

    @criterion(points=2, needs=(counts_requests,))
    def raises_refusals(self, scenario: Json, replies: Json) -> None:
        """404 and other refusals are raised at once

        A 4xx says that the request is wrong (408 and 429 apart). Sent again it will be as wrong.
        """
        for path, code in (("/missing", 404), ("/refused", scenario["refused"])):
            when = f"the server says {code}"
            with self.seen(scenario, replies, path) as seen:
                seen.expect_requests(1, when, error=f"an error when {when}")


# --- sending ---------------------------------------------------------------------------------------------


class SendBatch(OverTheWire, Exercise):
    """``send_batch(url, rows, idempotency_key, …)``: POST rows, again only where that is safe."""

    name = "send_batch"
    testimony = "the journal of a server that runs beside the learner's kernel"
    hints = (
        "The answer to your POST never came. Did the server store the rows? What would a second POST do in "
        "either case, and what would the server need to tell it from a new batch?",
        "With a key, every attempt of one call sends the same rows and the same Idempotency-Key header. "
        "Without one, the number of attempts is 1, whatever max_attempts says.",
        "attempt() posts with json=rows, headers, timeout and calls raise_for_status(); then "
        "retry_on_specific_errors(attempt, max_attempts if idempotency_key is not None else 1, …).",
    )

    def scenario(self, rng: random.Random) -> Json:
        most, code = rng.randint(3, 5), rng.choice([500, 502, 504])
        refused = rng.choice([400, 401, 404, 409, 422])
        stored = ok()
        plan = {
            "/fine": [stored],
            "/bare/busy": [*[busy()] * TAIL, stored],
            "/bare/reset": [*[reset()] * TAIL, stored],
            "/bare/slow": [slow(HANG), stored],
            "/keyed/busy": [busy(), status(code), stored],
            "/keyed/reset": [reset(), stored],
            "/keyed/down": [*[busy()] * (most + TAIL), stored],
            "/keyed/slow": [slow(HANG), slow(HANG), stored],
            "/bare/refused": [*[busy(refused)] * TAIL, stored],
            "/keyed/refused": [*[busy(refused)] * TAIL, stored],
        }
        keys = {
            path: f"flights-2013-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}-{n}"
            for n, path in enumerate(plan)
        }
        keys = {path: key for path, key in keys.items() if path.startswith("/keyed")}
        rows = {path: some_rows(rng) for path in plan}
        return {
            "plan": plan,
            "rows": rows,
            "keys": keys,
            "max_attempts": most,
            "code": code,
            "refused": refused,
        }

    @probe
    def fine_played(self, world: Play) -> Json:
        return world("/fine")

    @witness
    def fine(self, fine_played: Json, root: Path) -> Json:
        return on_the_wire(fine_played, root)

    @probe
    def bare_played(self, world: Play) -> Json:
        # The slow one first: when the others are over, its only request is in the journal for certain.
        return world("/bare/slow", "/bare/busy", "/bare/reset", "/bare/refused")

    @witness
    def bare(self, bare_played: Json, root: Path) -> Json:
        return on_the_wire(bare_played, root)

    @probe
    def keyed_played(self, scenario: Json, world: Play) -> Json:
        return world(*scenario["keys"])

    @witness
    def keyed(self, keyed_played: Json, root: Path) -> Json:
        return on_the_wire(keyed_played, root)

    @criterion(points=2)
    def posts(self, scenario: Json, fine: Json) -> None:
        """posts the rows as a JSON array, once when the server takes them

        `requests.post(url, json=rows, …)` writes the body and the Content-Type header.
        """
        with self.seen(scenario, fine, "/fine") as seen:
            seen.expect_requests(
                1, "the server takes the rows at once", fine="no error when the server takes the rows"
            )
            request = seen.requests[0]
            expect_equal(request["method"], "POST", what="the method")
            seen.expect_sent(scenario["rows"]["/fine"])
            kind = request["headers"].get("Content-Type", "no Content-Type header")
            expect("application/json" in kind, expected="Content-Type: application/json", got=kind)

    @criterion(points=3, needs=(posts,))
    def sends_once(self, scenario: Json, bare: Json) -> None:
        """without a key: exactly one request, whatever happens

        A POST without a key is not idempotent, and a retry needs both: transient and idempotent.
        """
        for name, when in (("busy", "says 503"), ("reset", "resets the connection"), ("slow", "is too slow")):
            lost = f"an error when the server {when}: the rows may not be there"
            with self.seen(scenario, bare, f"/bare/{name}") as seen:
                seen.expect_requests(
                    1,
                    f"the server {when} and there is no idempotency_key",
                    error="" if name == "slow" else lost,  # whether there is a timeout at all is criterion 6
                )

    @criterion(points=2, needs=(posts,))
    def retries_with_key(self, scenario: Json, keyed: Json) -> None:
        """with a key: transient failures are retried, at most max_attempts requests in all

        With a key the server can tell a repetition from a new batch: the rules of fetch_batch hold.
        """
        most, code, with_key = scenario["max_attempts"], scenario["code"], "with an idempotency_key"
        for name, count, when in (
            ("busy", 3, f"the server says 503, then {code}, and then takes the rows"),
            ("reset", 2, "the connection is reset once"),
        ):
            with self.seen(scenario, keyed, f"/keyed/{name}") as seen:
                seen.expect_requests(count, f"{when}, {with_key}", fine=f"no error when {when}")
        with self.seen(scenario, keyed, "/keyed/down") as seen:
            when = f"every answer is 503 and max_attempts={most}, {with_key}"
            seen.expect_requests(most, when, error=f"an error after {most} answers of 503")
        with self.seen(scenario, keyed, "/keyed/slow") as seen:
            seen.expect_retry(f"the answer does not come in time, {with_key}")

    @criterion(points=3, needs=(retries_with_key,))
    def keeps_the_key(self, scenario: Json, keyed: Json) -> None:
        """every attempt carries the same Idempotency-Key, the one given, and the same rows

        The key names the batch, not the attempt. A header, from the first request on.
        """
        for path, key in scenario["keys"].items():
            with self.seen(scenario, keyed, path) as seen:
                for request in seen.requests:
                    got = request["headers"].get("Idempotency-Key", "no such header")
                    expect_equal(got, key, what=f"Idempotency-Key of request {request['request']}")
                seen.expect_sent(scenario["rows"][path])

    @criterion(points=2, needs=(posts,))
    def raises_refusals(self, scenario: Json, bare: Json, keyed: Json) -> None:
        """refusals (4xx) are raised at once, with a key too

        A key makes a repetition harmless. It does not make it useful.
        """
        when = f"the server says {scenario['refused']}"
        for path, with_key in (("/bare/refused", "without"), ("/keyed/refused", "with")):
            with self.seen(scenario, bare | keyed, path) as seen:
                seen.expect_requests(1, f"{when}, {with_key} a key", error=f"an error when {when}")

    @criterion(points=1, needs=(retries_with_key,))
    def times_out(self, scenario: Json, keyed: Json) -> None:
        """every request has the timeout it was given

        `timeout=timeout`, here as in fetch_batch.
        """
        with self.seen(scenario, keyed, "/keyed/slow") as seen:
            seen.expect_timeouts("no error", ", with a key")

    @criterion(points=1, core=False, needs=(retries_with_key,))
    def keeps_its_distance(self, scenario: Json, keyed: Json) -> None:
        """waits between the requests, by calling `sleep`

        Pass the caller's delay and sleep on to whatever does the retrying.
        """
        for path in ("/keyed/busy", "/keyed/reset", "/keyed/down"):
            with self.seen(scenario, keyed, path) as seen:
                seen.expect_waits()


EXERCISES = (FetchBatch(), SendBatch())
