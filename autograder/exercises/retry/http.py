"""Requests over a real wire: a server in another process fails on plan, and its journal is what is judged."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Evidence,
    Exercise,
    Json,
    Lab,
    Runaway,
    criterion,
    expect,
    expect_equal,
    probe,
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

Step = dict[str, Any]


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
    """Mixed into an exercise: plays ``scenario["plan"]`` (path -> steps); the journal is the witness."""

    def ask(self, answer: SimpleNamespace, url: str, path: str, scenario: Json, naps: Naps) -> Any:
        """Call the learner's function for one path."""
        raise NotImplementedError

    @probe
    def exchanges(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        with FlakyServer(scenario["plan"], journal=lab.root / JOURNAL) as server:
            return {
                path: self._one(scenario, answer, lab, server.url(path), path) for path in scenario["plan"]
            }

    def _one(self, scenario: Json, answer: SimpleNamespace, lab: Lab, url: str, path: str) -> Json:
        naps = Naps()
        done: Call = lab.call(self.ask, answer, url, path, scenario, naps)
        return {"result": done.record(), "naps": naps.taken}

    @witness
    def witness(self, scenario: Json, evidence: Evidence, root: Path) -> Json:
        """The server's own account: what reached it, path by path."""
        entries = read_journal(root / JOURNAL) if (root / JOURNAL).exists() else []
        told = [{name: entry[name] for name in JUDGED} for entry in entries]
        return {path: [e for e in told if e["path"] == path] for path in scenario["plan"]}


@dataclass(frozen=True)
class Exchange:
    """What one call of the learner's function did on the wire."""

    steps: list[Step]
    requests: list[Json]
    naps: list[Json]
    result: Json
    code: str

    @property
    def error(self) -> Json | None:
        error: Json | None = self.result.get("error")
        return error

    @property
    def outcome(self) -> str:
        """How many requests, and what the caller saw."""
        seen = error_text(self.error) if self.error else f"it returned {brief(self.result['value'])}"
        return f"{times(len(self.requests), 'request')}; {seen}"

    def expect_requests(self, count: int, when: str) -> None:
        """Fail unless the server got exactly so many requests."""
        expected = f"{times(count, 'request')} when {when}"
        expect(len(self.requests) == count, expected=expected, got=self.outcome, reproduce=self.code)

    def expect_error(self, what: str) -> None:
        """Fail unless the caller saw an error."""
        expect(self.error, expected=what, got=self.outcome, reproduce=self.code)

    def expect_fine(self, what: str) -> None:
        """Fail when the caller saw an error."""
        expect(not self.error, expected=what, got=self.outcome, reproduce=self.code)

    def expect_waits(self) -> None:
        """Fail unless a sleep lies between each two requests, and none before the first or after the last."""
        arrivals = [r["time"] for r in self.requests]
        for n, (before, after) in enumerate(pairwise(arrivals), 1):
            between = [nap for nap in self.naps if before <= nap["start"] and nap["end"] <= after]
            expected = f"a wait between request {n} and request {n + 1}, by calling `sleep`"
            gap = f"{after - before:.3f} s between them by the server's journal"
            slept = [nap["asked"] for nap in between if nap["asked"] > 0]
            expect(slept, expected=expected, got=f"no call of `sleep`; {gap}", reproduce=self.code)
        extra = [n for n in self.naps if not arrivals or not arrivals[0] <= n["start"] < arrivals[-1]]
        expected = "no sleep before the first request and none after the last"
        expect(not extra, expected=expected, got=f"{times(len(extra), 'such sleep')}", reproduce=self.code)


def brief(value: Any) -> str:
    """The beginning of a value's repr: rows are long, and two are enough to know them again."""
    text = repr(value)
    return text if len(text) <= 160 else text[:160] + " …"


def times(count: int, what: str) -> str:
    """``1 request``, ``3 requests``."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def spelled(step: Step) -> str:
    """A step as one writes it in a notebook."""
    if step["kind"] == "status":
        headers = f", {step['headers']}" if step["headers"] else ""
        return f"status({step['status']}{headers})"
    inside = {"ok": "rows", "slow": f"{step.get('seconds')}, rows", "short_body": "rows"}
    return f"{step['kind']}({inside.get(step['kind'], '')})"


def exchange(scenario: Json, evidence: Evidence, path: str, call: str) -> Exchange:
    """The exchange of one path; ``call`` is how the learner would call it, with ``url``."""
    steps, seen = scenario["plan"][path], evidence["exchanges"][path]
    shown = [spelled(step) for step in steps]
    plan = ", ".join(shown if len(shown) <= 4 else [*shown[:3], "…"])
    code = f'url = server.plan("{path}", {plan}); {call}; len(server.journal("{path}"))'
    return Exchange(steps, evidence["witness"][path], seen["naps"], seen["result"], code)


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

    def ask(self, answer: SimpleNamespace, url: str, path: str, scenario: Json, naps: Naps) -> Any:
        if path == "/slow":
            return answer.fetch_batch(url, timeout=IMPATIENT, max_attempts=PERSISTENT, delay=0.01, sleep=naps)
        most = scenario["max_attempts"] if path == "/down" else 4
        return answer.fetch_batch(url, timeout=PATIENT, max_attempts=most, delay=0.01, sleep=naps)

    @staticmethod
    def _seen(scenario: Json, evidence: Evidence, path: str) -> Exchange:
        options = f", max_attempts={scenario['max_attempts']}" if path == "/down" else ""
        options += f", timeout={IMPATIENT}" if path == "/slow" else ""
        return exchange(scenario, evidence, path, f"fetch_batch(url{options})")

    @criterion(points=4)
    def counts_requests(self, scenario: Json, evidence: Evidence) -> None:
        """the right number of requests for each failure, and in the end the rows that were served

        A 503 is a response, no exception, until raise_for_status(). Transient: 503, 429 and their like, a
        reset, a short body, no answer in time. A complete body that is not JSON is as wrong the next
        time. Requests are counted by the server.
        """
        code = scenario["code"]
        recoveries = {
            "fine": (1, "the server answers at once"),
            "busy": (3, "the server says 503 twice and then serves the rows"),
            "limited": (3, f"the server says 429, then {code}, and then serves the rows"),
            "reset": (2, "the connection is reset once"),
            "short": (2, "the first body is cut short"),
        }
        for name, (count, when) in recoveries.items():
            seen = self._seen(scenario, evidence, f"/{name}")
            seen.expect_requests(count, when)
            seen.expect_fine(f"the rows when {when}")
            expect_equal(seen.result["value"], scenario["rows"][name], what="the rows", reproduce=seen.code)
        self._gives_up(scenario, evidence)
        self._retries_timeouts(scenario, evidence)

    def _gives_up(self, scenario: Json, evidence: Evidence) -> None:
        most = scenario["max_attempts"]
        down = self._seen(scenario, evidence, "/down")
        down.expect_requests(most, f"every answer is 503 and max_attempts={most}")
        down.expect_error(f"an error after {most} answers of 503, not their page as data")
        invalid = self._seen(scenario, evidence, "/invalid")
        invalid.expect_requests(1, "the body is complete but not JSON")
        invalid.expect_error("an error when the body is not JSON")

    def _retries_timeouts(self, scenario: Json, evidence: Evidence) -> None:
        """Only that a timeout is retried; whether there is one at all is criterion 3."""
        slow_one = self._seen(scenario, evidence, "/slow")
        timed_out = bool(slow_one.error) and len(slow_one.requests) < 2
        expected = "another request when the answer does not come in time"
        expect(not timed_out, expected=expected, got=slow_one.outcome, reproduce=slow_one.code)

    @criterion(points=2, needs=(counts_requests,))
    def keeps_its_distance(self, scenario: Json, evidence: Evidence) -> None:
        """waits between the requests, never less than Retry-After asks

        Pass the caller's delay and sleep on to whatever does the retrying; nothing waits after the last
        attempt. A 503 may carry Retry-After: a loop of your own must read the response's headers.
        """
        for path in ("/busy", "/reset", "/down"):
            self._seen(scenario, evidence, path).expect_waits()
        seen = self._seen(scenario, evidence, "/asked")
        asked = int(seen.steps[0]["headers"]["Retry-After"])
        slept = sum(nap["asked"] for nap in seen.naps)
        expect(
            slept >= asked and len(seen.requests) == 2,
            expected=f"2 requests, and a sleep of {asked} s or more between them: Retry-After says {asked}",
            got=f"{seen.outcome}; slept {slept:.3f} s",
            reproduce=seen.code,
        )

    @criterion(points=2, needs=(counts_requests,))
    def times_out(self, scenario: Json, evidence: Evidence) -> None:
        """every request has the timeout it was given

        requests waits for ever unless told otherwise: pass `timeout=timeout` to every request.
        """
        seen = self._seen(scenario, evidence, "/slow")
        when = f"the first two answers take {HANG} s and timeout={IMPATIENT}"
        # More are no mistake: on a busy machine even the good answer may come late.
        expect(
            len(seen.requests) >= 3, expected=f"3 requests when {when}", got=seen.outcome, reproduce=seen.code
        )
        seen.expect_fine(f"the rows of the third answer when {when}")
        expect_equal(seen.result["value"], scenario["rows"]["slow"], what="the rows", reproduce=seen.code)

    @criterion(points=2, needs=(counts_requests,))
    def raises_refusals(self, scenario: Json, evidence: Evidence) -> None:
        """404 and other refusals are raised at once

        A 4xx says that the request is wrong (408 and 429 apart). Sent again it will be as wrong.
        """
        for path, code in (("/missing", 404), ("/refused", scenario["refused"])):
            seen = self._seen(scenario, evidence, path)
            seen.expect_requests(1, f"the server says {code}")
            seen.expect_error(f"an error when the server says {code}")


# --- sending ---------------------------------------------------------------------------------------------


class SendBatch(OverTheWire, Exercise):
    """``send_batch(url, rows, idempotency_key, …)``: POST rows, again only where that is safe."""

    name = "send_batch"
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

    def ask(self, answer: SimpleNamespace, url: str, path: str, scenario: Json, naps: Naps) -> Any:
        keyed = {"idempotency_key": scenario["keys"][path]} if path in scenario["keys"] else {}
        timeout = IMPATIENT if path.endswith("slow") else PATIENT
        most = PERSISTENT if path.endswith("slow") else scenario["max_attempts"]
        rows = [dict(row) for row in scenario["rows"][path]]
        return answer.send_batch(
            url, rows, **keyed, timeout=timeout, max_attempts=most, delay=0.01, sleep=naps
        )

    @staticmethod
    def _seen(scenario: Json, evidence: Evidence, path: str) -> Exchange:
        key = scenario["keys"].get(path)
        options = f", {key!r}" if key else ""
        options += f", timeout={IMPATIENT}" if path.endswith("slow") else ""
        options += f", max_attempts={scenario['max_attempts']}" if path.endswith("down") else ""
        return exchange(scenario, evidence, path, f"send_batch(url, rows{options})")

    @criterion(points=2)
    def posts(self, scenario: Json, evidence: Evidence) -> None:
        """posts the rows as a JSON array, once when the server takes them

        `requests.post(url, json=rows, …)` writes the body and the Content-Type header.
        """
        seen = self._seen(scenario, evidence, "/fine")
        seen.expect_requests(1, "the server takes the rows at once")
        seen.expect_fine("no error when the server takes the rows")
        request, code = seen.requests[0], seen.code
        expect_equal(request["method"], "POST", what="the method", reproduce=code)
        self._expect_rows(seen, scenario["rows"]["/fine"])
        kind = request["headers"].get("Content-Type", "no Content-Type header")
        expect(
            "application/json" in kind, expected="Content-Type: application/json", got=kind, reproduce=code
        )

    @staticmethod
    def _expect_rows(seen: Exchange, rows: list[Json]) -> None:
        for request in seen.requests:
            body, number = request["body"].get("json", "a body that is not JSON"), request["request"]
            expect_equal(body, rows, what=f"the JSON body of request {number}", reproduce=seen.code)

    @criterion(points=3, needs=(posts,))
    def sends_once(self, scenario: Json, evidence: Evidence) -> None:
        """without a key: exactly one request, whatever happens

        A POST without a key is not idempotent, and a retry needs both: transient and idempotent.
        """
        for path, when in (("busy", "says 503"), ("reset", "resets the connection"), ("slow", "is too slow")):
            seen = self._seen(scenario, evidence, f"/bare/{path}")
            seen.expect_requests(1, f"the server {when} and there is no idempotency_key")
            if path != "slow":  # whether there is a timeout at all is criterion 6
                seen.expect_error(f"an error when the server {when}: the rows may not be there")

    @criterion(points=2, needs=(posts,))
    def retries_with_key(self, scenario: Json, evidence: Evidence) -> None:
        """with a key: transient failures are retried, at most max_attempts requests in all

        With a key the server can tell a repetition from a new batch: the rules of fetch_batch hold.
        """
        most, code = scenario["max_attempts"], scenario["code"]
        for path, count, when in (
            ("busy", 3, f"the server says 503, then {code}, and then takes the rows"),
            ("reset", 2, "the connection is reset once"),
        ):
            seen = self._seen(scenario, evidence, f"/keyed/{path}")
            seen.expect_requests(count, f"{when}, with an idempotency_key")
            seen.expect_fine(f"no error when {when}")
        down = self._seen(scenario, evidence, "/keyed/down")
        down.expect_requests(most, f"every answer is 503 and max_attempts={most}, with an idempotency_key")
        down.expect_error(f"an error after {most} answers of 503")
        slow_one = self._seen(scenario, evidence, "/keyed/slow")
        timed_out = bool(slow_one.error) and len(slow_one.requests) < 2
        expected = "another request when the answer does not come in time, with an idempotency_key"
        expect(not timed_out, expected=expected, got=slow_one.outcome, reproduce=slow_one.code)

    @criterion(points=3, needs=(retries_with_key,))
    def keeps_the_key(self, scenario: Json, evidence: Evidence) -> None:
        """every attempt carries the same Idempotency-Key, the one given, and the same rows

        The key names the batch, not the attempt. A header, from the first request on.
        """
        for path, key in scenario["keys"].items():
            seen = self._seen(scenario, evidence, path)
            for request in seen.requests:
                got = request["headers"].get("Idempotency-Key", "no such header")
                what = f"Idempotency-Key of request {request['request']}"
                expect_equal(got, key, what=what, reproduce=seen.code)
            self._expect_rows(seen, scenario["rows"][path])

    @criterion(points=2, needs=(posts,))
    def raises_refusals(self, scenario: Json, evidence: Evidence) -> None:
        """refusals (4xx) are raised at once, with a key too

        A key makes a repetition harmless. It does not make it useful.
        """
        code = scenario["refused"]
        for path, with_key in (("/bare/refused", "without"), ("/keyed/refused", "with")):
            seen = self._seen(scenario, evidence, path)
            seen.expect_requests(1, f"the server says {code}, {with_key} a key")
            seen.expect_error(f"an error when the server says {code}")

    @criterion(points=1, needs=(retries_with_key,))
    def times_out(self, scenario: Json, evidence: Evidence) -> None:
        """every request has the timeout it was given

        `timeout=timeout`, here as in fetch_batch.
        """
        seen = self._seen(scenario, evidence, "/keyed/slow")
        when = f"the first two answers take {HANG} s and timeout={IMPATIENT}, with a key"
        # More are no mistake: on a busy machine even the good answer may come late.
        expect(
            len(seen.requests) >= 3, expected=f"3 requests when {when}", got=seen.outcome, reproduce=seen.code
        )
        seen.expect_fine(f"no error when {when}")

    @criterion(points=1, core=False, needs=(retries_with_key,))
    def keeps_its_distance(self, scenario: Json, evidence: Evidence) -> None:
        """waits between the requests, by calling `sleep`

        Pass the caller's delay and sleep on to whatever does the retrying.
        """
        for path in ("/keyed/busy", "/keyed/reset", "/keyed/down"):
            self._seen(scenario, evidence, path).expect_waits()


EXERCISES = (FetchBatch(), SendBatch())
