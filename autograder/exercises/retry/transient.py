"""Which errors are worth another attempt, and how long a server asks to be left alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Evidence,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
)
from autograder.exercises.retry.decorator import expect_original
from autograder.exercises.retry.delays import CLOSE, short, within
from autograder.exercises.retry.script import Script, always, play

TRANSIENT_STATUS = (408, 429, 500, 502, 503, 504)
PERMANENT_STATUS = (400, 401, 403, 404, 405, 409, 410, 422)

Make = Callable[[str], BaseException]


def http_error(status: int, text: str, **headers: str) -> BaseException:
    """What ``response.raise_for_status()`` raises, with its response."""
    import requests

    response = requests.Response()
    response.status_code = status
    response.headers.update(headers)
    return requests.HTTPError(text, response=response)


def _of_status(status: int) -> Make:
    return lambda text: http_error(status, text)


def transient_errors() -> dict[str, Make]:
    """Makers of errors that pass, by the name shown to the learner."""
    import requests
    from delta import exceptions as delta

    return {
        "requests.ConnectionError": requests.ConnectionError,
        "requests.ConnectTimeout": requests.ConnectTimeout,
        "requests.ReadTimeout": requests.ReadTimeout,
        "requests.Timeout": requests.Timeout,
        "requests.exceptions.ChunkedEncodingError": requests.exceptions.ChunkedEncodingError,
        **{f"requests.HTTPError with status {status}": _of_status(status) for status in TRANSIENT_STATUS},
        "ConcurrentAppendException": delta.ConcurrentAppendException,
        "ConcurrentDeleteReadException": delta.ConcurrentDeleteReadException,
        "ConcurrentDeleteDeleteException": delta.ConcurrentDeleteDeleteException,
        "ProtocolChangedException": delta.ProtocolChangedException,
    }


def permanent_errors() -> dict[str, Make]:
    """Makers of errors that no waiting heals."""
    import json

    import requests
    from delta import exceptions as delta
    from pyspark import errors

    return {
        **{f"requests.HTTPError with status {status}": _of_status(status) for status in PERMANENT_STATUS},
        "requests.HTTPError without a response": requests.HTTPError,
        "requests.exceptions.SSLError": requests.exceptions.SSLError,
        "requests.JSONDecodeError": lambda text: requests.JSONDecodeError(text, "{", 1),
        "json.JSONDecodeError": lambda text: json.JSONDecodeError(text, "{", 1),
        "requests.exceptions.InvalidURL": requests.exceptions.InvalidURL,
        "ValueError": ValueError,
        "KeyError": KeyError,
        "AnalysisException": errors.AnalysisException,
        "ConcurrentTransactionException": delta.ConcurrentTransactionException,
        "KeyboardInterrupt": KeyboardInterrupt,
    }


def relatives() -> dict[str, tuple[bool, Make]]:
    """Subclasses of both kinds, and strangers that only share a name: [is transient, maker]."""
    import requests
    from delta import exceptions as delta

    class FeedTimeout(requests.Timeout): ...

    class FeedDown(requests.HTTPError): ...

    class LostRace(delta.ConcurrentAppendException): ...

    class PinnedCertificate(requests.exceptions.SSLError): ...

    class BrokenFeed(requests.JSONDecodeError): ...

    def like(status: int) -> Make:
        return lambda text: FeedDown(text, response=http_error(status, text).response)  # type: ignore[attr-defined]

    return {
        "class FeedTimeout(requests.Timeout)": (True, FeedTimeout),
        "class FeedDown(requests.HTTPError), status 503": (True, like(503)),
        "class LostRace(ConcurrentAppendException)": (True, LostRace),
        "class FeedDown(requests.HTTPError), status 404": (False, like(404)),
        "class PinnedCertificate(SSLError)": (False, PinnedCertificate),
        "class BrokenFeed(requests.JSONDecodeError)": (False, lambda text: BrokenFeed(text, "{", 1)),
        "class Timeout(Exception), a stranger": (False, type("Timeout", (Exception,), {})),
        "class ConcurrentAppendException(Exception), a stranger": (
            False,
            type("ConcurrentAppendException", (Exception,), {}),
        ),
    }


class IsTransient(Exercise):
    """``is_transient(error)``: may the same call succeed a moment later?"""

    name = "is_transient"
    hints = (
        "An error passes by itself, or it does not. On which side is a wrong password? A full server? Two "
        "writers in one commit?",
        "isinstance with a tuple of classes does most of it. Ask the exceptions from the rule first: "
        "SSLError is a requests.ConnectionError, and an HTTPError depends on error.response.status_code.",
        "if isinstance(error, SSLError): False. If isinstance(error, HTTPError): error.response is not "
        "None and its status_code in {408, 429, 500, 502, 503, 504} — a Response with status 503 is falsy, "
        "so never test `if error.response`. Otherwise isinstance(error, (requests' and Delta's classes)).",
    )

    def scenario(self, rng: random.Random) -> Json:
        flight = rng.randint(100, 5999)
        return {
            # Texts that mislead whoever reads messages instead of classes.
            "transient_text": f"404 Not Found? flight {flight}, gate {rng.randint(1, 60)}",
            "permanent_text": rng.choice(["503", "429", "timeout"]) + f" ConcurrentAppend, flight {flight}",
            "order": rng.randrange(10**6),
        }

    def _verdicts(self, lab: Lab, answer: SimpleNamespace, makers: dict[str, Make], text: str) -> Json:
        return {
            name: lab.call(lambda make=make: bool(answer.is_transient(make(text)))).record()
            for name, make in makers.items()
        }

    @probe
    def transient(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        makers = _shuffled(transient_errors(), scenario["order"])
        return self._verdicts(lab, answer, makers, scenario["transient_text"])

    @probe
    def permanent(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        makers = _shuffled(permanent_errors(), scenario["order"])
        return self._verdicts(lab, answer, makers, scenario["permanent_text"])

    @probe
    def related(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        found = {}
        for name, (passes, make) in relatives().items():
            text = scenario["transient_text" if passes else "permanent_text"]
            found[name] = self._verdicts(lab, answer, {"it": make}, text)["it"] | {"passes": passes}
        return found

    @criterion(points=2)
    def yes(self, transient: Any) -> None:
        """says yes to errors that pass: network, overload, lost races

        Look at the class and, for HTTPError, at the response's status. `if error.response` is a trap: a
        Response with an error status counts as false; compare with None.
        """
        for name, record in transient.items():
            self._expect(name, record, wanted=True)

    @criterion(points=2)
    def no(self, permanent: Any) -> None:
        """says no to errors that stay: wrong requests, certificates, bad data

        SSLError is a subclass of requests.ConnectionError, so it needs its own question first. A body
        that arrived complete and is not JSON will not be JSON the next time.
        """
        for name, record in permanent.items():
            self._expect(name, record, wanted=False)

    @criterion(points=1, needs=(yes, no))
    def by_isinstance(self, related: Any) -> None:
        """goes by isinstance: subclasses count, names and texts do not

        Libraries subclass their own errors, and two libraries use one name. isinstance knows;
        `type(error) in …`, names and message texts do not.
        """
        for name, record in related.items():
            self._expect(name, record, wanted=record["passes"])

    @staticmethod
    def _expect(name: str, record: Json, *, wanted: bool) -> None:
        what = f"is_transient of {name}"
        got = expect_returned(record, what=f"{what}: {wanted}")
        expect_equal(got, wanted, what=what)


def _shuffled(makers: dict[str, Make], seed: int) -> dict[str, Make]:
    names = sorted(makers)
    random.Random(seed).shuffle(names)
    return {name: makers[name] for name in names}


class FeedError(Exception):
    """An error of the scenario's own; ``passes`` says whether another attempt helps."""

    def __init__(self, text: str, passes: bool) -> None:
        super().__init__(text)
        self.passes = passes


def passes(error: BaseException) -> bool:
    """The scenario's own rule, so that this exercise does not lean on the learner's ``is_transient``."""
    response = getattr(error, "response", None)
    return getattr(error, "passes", response is not None and response.status_code in TRANSIENT_STATUS)


class RetryOnSpecificErrors(Exercise):
    """``retry_on_specific_errors(func, …)``: retries what passes, and waits as long as the server asks."""

    name = "retry_on_specific_errors"
    hints = (
        "Two parties have a say in how long to wait: your own backoff and the server. Who wins when? And "
        "what if the server asks for an hour?",
        "`except Exception as error`: not retryable(error), or the last attempt, or asked for more than "
        "max_delay → `raise`. Otherwise sleep at least what was asked. Write a small helper that turns a "
        "Retry-After header into seconds, 0 when there is none.",
        "Helper: text = error.response.headers.get('Retry-After') if the error is an HTTPError with a "
        "response; try int(text); else (parsedate_to_datetime(text) - now()).total_seconds(); a ValueError "
        "or TypeError from either means no header. Then sleep(min(max_delay, asked + random.uniform(0, "
        "min(max_delay, delay * 2 ** n)))).",
    )

    def scenario(self, rng: random.Random) -> Json:
        return {
            "attempts": rng.randint(4, 6),
            "asked": rng.randint(12, 35),
            "status": rng.choice([429, 503]),
            "too_long": rng.randint(120, 900),
            "max_delay": 60.0,
            "delay": round(rng.uniform(0.2, 0.9), 2),
            "odd": rng.sample(["soon", "", "-20", "12 minutes", "Fri, 99 Foo 2013", "60 s"], 4),
            "late": rng.randint(5, 500),
        }

    def _run(self, answer: SimpleNamespace, script: Script, **options: Any) -> Json:
        """One call with the scenario's own rule; ``retryable=None`` leaves the answer's default."""
        options = {"retryable": passes, "sleep": script.sleep, "now": script.clock.now} | options
        if options["retryable"] is None:
            del options["retryable"]

        def act() -> Any:
            return answer.retry_on_specific_errors(script.fetch, **options)

        return play(script, act, answer.retry_on_specific_errors)

    @staticmethod
    def _feed(times: int | None = None, *, passes: bool = True) -> Script:
        """Fails so often (None: always), then returns."""

        def plan(n: int) -> Any:
            return "rows" if times is not None and n > times else FeedError(f"attempt {n} failed", passes)

        return Script(plan)

    @staticmethod
    def _server(scenario: Json, header: str | float) -> Script:
        """Fails once with a Retry-After header, then answers; a number means the date so far ahead."""

        def plan(n: int) -> Any:
            if n > 1:
                return "rows"
            date = script.clock.now() + timedelta(seconds=header) if isinstance(header, float) else None
            text = format_datetime(date, usegmt=True) if date else str(header)
            return http_error(scenario["status"], f"attempt {n} failed", **{"Retry-After": text})

        script = Script(plan)
        return script

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def counts(self, scenario: Json, answer: SimpleNamespace) -> Json:
        attempts = scenario["attempts"]
        return {
            "first": self._run(answer, self._feed(0)),
            "recovered": self._run(answer, self._feed(attempts - 1), max_attempts=attempts),
            "exhausted": self._run(answer, self._feed(), max_attempts=attempts),
            "default": self._run(answer, self._feed()),
            "one": self._run(answer, self._feed(), max_attempts=1),
        }

    @probe
    def kinds(self, answer: SimpleNamespace) -> Json:
        import requests

        def everything(error: BaseException) -> bool:
            return True

        return {
            "permanent": self._run(answer, self._feed(passes=False), max_attempts=5),
            "interrupt": self._run(answer, Script(always(KeyboardInterrupt)), retryable=everything),
            "exit": self._run(answer, Script(always(SystemExit)), retryable=everything),
            "default_yes": self._run(answer, Script(always(requests.Timeout)), retryable=None),
            "default_no": self._run(answer, Script(always(ValueError)), retryable=None),
        }

    @probe
    def asked(self, scenario: Json, answer: SimpleNamespace) -> Json:
        """The server asks in both forms, for a time that is short, just allowed, too long."""
        options = {"delay": scenario["delay"], "max_delay": scenario["max_delay"]}
        limit, long = int(scenario["max_delay"]), scenario["too_long"]
        headers: dict[str, str | float] = {
            "seconds": str(scenario["asked"]),
            "date": float(scenario["asked"]),
            "seconds_at_the_limit": str(limit),
            "seconds_too_long": str(long),
            "date_too_long": float(long),
        }
        return {k: self._run(answer, self._server(scenario, h), **options) for k, h in headers.items()}

    @probe
    def odd(self, scenario: Json, answer: SimpleNamespace) -> Json:
        options = {"delay": scenario["delay"], "max_delay": scenario["max_delay"]}
        headers: dict[str, str | float] = {text: text for text in scenario["odd"]}
        headers["a date in the past"] = -float(scenario["late"])
        return {k: self._run(answer, self._server(scenario, h), **options) for k, h in headers.items()}

    @probe
    def own(self, scenario: Json, answer: SimpleNamespace) -> Json:
        options = {"delay": scenario["delay"], "max_delay": 4 * scenario["delay"], "max_attempts": 7}
        return {"runs": [self._run(answer, self._feed(), **options)["sleeps"] for _ in range(10)]}

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=2)
    def counts_attempts(self, scenario: Json, counts: Any) -> None:
        """returns the value; after max_attempts raises the last error itself

        max_attempts counts the first call. The last error is the caller's, as it is.
        """
        seen, attempts = counts, scenario["attempts"]
        for key, what in (
            ("first", "a func that succeeds at once"),
            ("recovered", "the last attempt's value"),
        ):
            got = expect_returned(seen[key]["result"], what=f"the value of {what}")
            expect_equal(got, "rows", what=f"the value of {what}")
        for key, wanted in (("exhausted", attempts), ("default", 3), ("one", 1)):
            reproduce = f"max_attempts={wanted} and a func that always fails in a way that passes"
            expect_equal(seen[key]["calls"], wanted, what="calls", reproduce=reproduce)
            expect_original(seen[key], wanted, "FeedError", reproduce)

    @criterion(points=2, needs=(counts_attempts,))
    def retries_only(self, kinds: Any) -> None:
        """retries only what `retryable` says, by default `is_transient`

        Ask `retryable(error)` before anything else. Catch Exception, not BaseException: Ctrl-C is
        nobody's transient error.
        """
        seen = kinds
        for key, kind, wanted, rule in (
            ("permanent", "FeedError", 1, "retryable says False"),
            ("interrupt", "KeyboardInterrupt", 1, "retryable says True to everything"),
            ("exit", "SystemExit", 1, "retryable says True to everything"),
            ("default_yes", "Timeout", 3, "no `retryable` is passed, so your is_transient decides"),
            ("default_no", "ValueError", 1, "no `retryable` is passed, so your is_transient decides"),
        ):
            reproduce = f"func always raises {kind}; {rule}"
            expect_original(seen[key], wanted, kind, reproduce)
            expect_equal(seen[key]["calls"], wanted, what="calls", reproduce=reproduce)

    @criterion(points=2, needs=(counts_attempts,))
    def obeys_seconds(self, scenario: Json, evidence: Evidence) -> None:
        """Retry-After in seconds: never sleeps less than asked

        error.response.headers.get('Retry-After') is a text; whole seconds are one of its two forms. A bit
        more than asked is welcome: all clients were asked the same.
        """
        asked = scenario["asked"]
        self._expect_wait(scenario, evidence["asked"]["seconds"], asked, f'"{asked}"')
        limit = int(scenario["max_delay"])
        self._expect_wait(scenario, evidence["asked"]["seconds_at_the_limit"], limit, f'"{limit}"')

    @criterion(points=2, needs=(counts_attempts,))
    def obeys_date(self, scenario: Json, evidence: Evidence) -> None:
        """Retry-After as an HTTP date: waits until then

        email.utils.parsedate_to_datetime gives a datetime with zone; subtract `now()`, the clock you were
        given, not the machine's.
        """
        asked = scenario["asked"]
        self._expect_wait(scenario, evidence["asked"]["date"], asked, f"the HTTP date {asked} s after now()")

    @criterion(points=1, needs=(obeys_seconds, obeys_date))
    def gives_up(self, scenario: Json, evidence: Evidence) -> None:
        """asked to wait longer than max_delay, gives up at once

        Sleeping less than asked is rude and useless; sleeping an hour blocks the pipeline. So raise: the
        scheduler may come back later.
        """
        for form in ("seconds", "date"):
            record = evidence["asked"][f"{form}_too_long"]
            asked, limit = scenario["too_long"], scenario["max_delay"]
            reproduce = f"Retry-After asks for {asked} s ({form}), max_delay is {limit}"
            expect_equal(len(record["sleeps"]), 0, what="sleeps", reproduce=reproduce)
            expect_original(record, 1, "HTTPError", reproduce)

    @criterion(points=2, core=False, needs=(counts_attempts,))
    def own_backoff(self, scenario: Json, own: Any, odd: Any) -> None:
        """without a usable header: your own capped backoff, nothing after the last attempt

        Servers send nonsense. `soon`, an empty text or a date in the past must not crash the retry, nor
        lead to a negative sleep: go on as if there were no header.
        """
        delay = scenario["delay"]
        tops = [min(4 * delay, delay * 2**n) for n in range(6)]
        reproduce = f"delay={delay}, max_delay={4 * delay:g}, max_attempts=7, a func that always fails"
        for sleeps in own["runs"]:
            expect_equal(len(sleeps), 6, what="sleeps between 7 attempts", reproduce=reproduce)
            expect(
                all(map(within, sleeps, tops)),
                expected=f"sleeps of at most {short(tops)}",
                got=short(sleeps),
                reproduce=reproduce,
            )
        total = sum(map(sum, own["runs"]))
        expect(total > 0, expected="some of these sleeps to last", got="all of 0 s", reproduce=reproduce)
        for header, record in odd.items():
            reproduce = f"Retry-After: {header!r}"
            got = expect_returned(record["result"], what="another attempt", reproduce=reproduce)
            expect_equal(got, "rows", what="the value of the second attempt", reproduce=reproduce)
            expect(
                all(within(slept, delay) for slept in record["sleeps"]),
                expected=f"a sleep of 0 to {delay} s, as without the header",
                got=short(record["sleeps"]),
                reproduce=reproduce,
            )

    @staticmethod
    def _expect_wait(scenario: Json, record: Json, asked: int, header: str) -> None:
        reproduce = f"status {scenario['status']} with Retry-After: {header}, then success"
        got = expect_returned(record["result"], what="the value of the second attempt", reproduce=reproduce)
        expect_equal(got, "rows", what="the value of the second attempt", reproduce=reproduce)
        slept = sum(record["sleeps"])
        expect(
            slept >= asked - CLOSE,
            expected=f"at least {asked} s of sleep before the next attempt",
            got=f"{slept:.4g} s",
            reproduce=reproduce,
        )


EXERCISES = (IsTransient(), RetryOnSpecificErrors())
