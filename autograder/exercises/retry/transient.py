"""Which errors are worth another attempt, and how long a server asks to be left alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Row,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
    seeing,
    table,
)
from autograder.exercises.retry.delays import CLOSE, short, within
from autograder.exercises.retry.script import Script, expect_original, function_code, play
from autograder.worlds.clock import NOON

HERE = "from autograder.exercises.retry.transient import"
IMPORTS = {
    "http_error": f"{HERE} http_error",
    "FeedError": f"{HERE} FeedError",
    "NOON": "from autograder.worlds.clock import NOON",
    "AnalysisException": "from pyspark.errors import AnalysisException",
}
"""What a notebook must import before code that uses the name."""


def http_error(status: int, text: str, **headers: str) -> BaseException:
    """What ``response.raise_for_status()`` raises, with its response."""
    import requests

    response = requests.Response()
    response.status_code = status
    response.headers.update(headers)
    return requests.HTTPError(text, response=response)


class FeedError(Exception):
    """An error of the scenario's own; ``passes`` says whether another attempt helps."""

    def __init__(self, text: str, passes: bool) -> None:
        super().__init__(text)
        self.passes = passes


def imports(code: str) -> str:
    """The lines that must run before this code does, in the notebook of the lesson."""
    return "".join(f"{line}\n" for name, line in IMPORTS.items() if name in code)


def made(code: str, before: str = "", **names: Any) -> Any:
    """The value of a piece of code in that notebook: so a card shows the very thing that was tried."""
    import json

    import requests
    from delta import exceptions as delta_errors

    known = {
        "json": json,
        "requests": requests,
        "delta_errors": delta_errors,
        "__name__": "__main__",
        **names,
    }
    exec(imports(code) + before, known)
    return eval(code, known)


# --- is_transient ----------------------------------------------------------------------------------------

# Errors as code, without their text.
TRANSIENT = (
    "requests.ConnectionError({})",
    "requests.ConnectTimeout({})",
    "requests.ReadTimeout({})",
    "requests.Timeout({})",
    "requests.exceptions.ChunkedEncodingError({})",
    *(f"http_error({status}, {{}})" for status in (408, 429, 500, 502, 503, 504)),
    "delta_errors.ConcurrentAppendException({})",
    "delta_errors.ConcurrentDeleteReadException({})",
    "delta_errors.ConcurrentDeleteDeleteException({})",
    "delta_errors.ProtocolChangedException({})",
)
PERMANENT = (
    *(f"http_error({status}, {{}})" for status in (400, 401, 403, 404, 405, 409, 410, 422)),
    "requests.HTTPError({})",  # without a response
    "requests.exceptions.SSLError({})",
    "requests.JSONDecodeError({}, '[', 1)",
    "json.JSONDecodeError({}, '[', 1)",
    "requests.exceptions.InvalidURL({})",
    "ValueError({})",
    "KeyError({})",
    "AnalysisException({})",
    "delta_errors.ConcurrentTransactionException({})",
    "KeyboardInterrupt({})",
)
# Subclasses of both kinds, and strangers that only share a name: class, error, whether it passes.
RELATIVES = (
    ("class FeedTimeout(requests.Timeout): ...", "FeedTimeout({})", True),
    ("class FeedDown(requests.HTTPError): ...", "FeedDown({}, response=http_error(503, '').response)", True),
    ("class LostRace(delta_errors.ConcurrentAppendException): ...", "LostRace({})", True),
    ("class FeedDown(requests.HTTPError): ...", "FeedDown({}, response=http_error(404, '').response)", False),
    ("class PinnedCertificate(requests.exceptions.SSLError): ...", "PinnedCertificate({})", False),
    ("class BrokenFeed(requests.JSONDecodeError): ...", "BrokenFeed({}, '[', 1)", False),
    ("class Timeout(Exception): ...", "Timeout({})", False),
    ("class ConcurrentAppendException(Exception): ...", "ConcurrentAppendException({})", False),
)


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

    def ask(self, answer: SimpleNamespace, *args: Any) -> bool:
        return bool(answer.is_transient(*args))

    @table(points=2)
    def yes(self, scenario: Json) -> list[Row]:
        """says yes to errors that pass: network, overload, lost races

        Look at the class and, for HTTPError, at the response's status. `if error.response` is a trap: a
        Response with an error status counts as false; compare with None.
        """
        return [_question(scenario, error, True) for error in _shuffled(TRANSIENT, scenario)]

    @table(points=2)
    def no(self, scenario: Json) -> list[Row]:
        """says no to errors that stay: wrong requests, certificates, bad data

        SSLError is a subclass of requests.ConnectionError, so it needs its own question first. A body
        that arrived complete and is not JSON will not be JSON the next time.
        """
        return [_question(scenario, error, False) for error in _shuffled(PERMANENT, scenario)]

    @table(points=1, needs=(yes, no))
    def by_isinstance(self, scenario: Json) -> list[Row]:
        """goes by isinstance: subclasses count, names and texts do not

        Libraries subclass their own errors, and two libraries use one name. isinstance knows;
        `type(error) in …`, names and message texts do not.
        """
        return [_question(scenario, error, passes, own) for own, error, passes in RELATIVES]


def _shuffled(errors: Sequence[str], scenario: Json) -> list[str]:
    return random.Random(scenario["order"]).sample(errors, len(errors))


def _question(scenario: Json, error: str, passes: bool, own: str = "") -> Row:
    """Does this error pass? Its text says the opposite; ``own`` is the code of its class."""
    error = error.format(repr(scenario["transient_text" if passes else "permanent_text"]))
    return Row(f"is_transient({error})", (made(error, own),), passes, (imports(error) + own).rstrip())


# --- retry_on_specific_errors ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Feed:
    """A func that fails so often, and how it is retried; played by the check, and shown as code."""

    options: str = ""
    times: int = 99  # for ever
    error: str = "FeedError(f'attempt {n} failed', passes=True)"
    rule: str = "lambda error: error.passes"  # so that the check does not lean on the learner's is_transient

    def play(self, function: Any) -> Json:
        """What comes of it in fake time."""
        script = Script(lambda n: made(self.error, n=n) if n <= self.times else "rows")
        options = made(f"dict({self._given})") | {"sleep": script.sleep}
        return play(script, lambda: function(script.fetch, **options), function)

    @property
    def code(self) -> str:
        """The same in a notebook: every call, sleep (in seconds) and what came of it is printed."""
        code = f"""\
{function_code("func", self.times, self.error, "'rows'")}
try:
    print(retry_on_specific_errors(func, {self._given}))
except BaseException as error:
    print(repr(error))"""
        return f"{imports(code)}\n{code}".lstrip()

    @property
    def _given(self) -> str:
        rule = f"retryable={self.rule}" if self.rule else ""
        return ", ".join(filter(None, (self.options, rule, "sleep=print")))


Feeds = dict[str, Feed]


def _counted(scenario: Json) -> Feeds:
    attempts = scenario["attempts"]
    return {
        "first": Feed(times=0),
        "recovered": Feed(f"max_attempts={attempts}", times=attempts - 1),
        "exhausted": Feed(f"max_attempts={attempts}"),
        "default": Feed(),
        "one": Feed("max_attempts=1"),
    }


EVERYTHING = "lambda error: True"
OF_KINDS = {
    "permanent": Feed("max_attempts=5", error="FeedError('no such flight', passes=False)"),
    "interrupt": Feed(error="KeyboardInterrupt('Ctrl-C')", rule=EVERYTHING),
    "exit": Feed(error="SystemExit('exit')", rule=EVERYTHING),
    "default_yes": Feed(error="requests.Timeout(f'attempt {n} failed')", rule=""),
    "default_no": Feed(error="ValueError(f'attempt {n} failed')", rule=""),
}


def _served(scenario: Json, header: str) -> Feed:
    """A server that fails once, with a Retry-After header."""
    return Feed(
        f"delay={scenario['delay']}, max_delay={scenario['max_delay']}, now=lambda: NOON",
        times=1,
        error=f"http_error({scenario['status']}, f'attempt {{n}} failed', **{{'Retry-After': {header!r}}})",
        rule=EVERYTHING,
    )


def _date(seconds: int) -> str:
    return format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)


def _asked(scenario: Json) -> Feeds:
    """The server asks in both forms, for a time that is short, just allowed, too long."""
    asked, long = scenario["asked"], scenario["too_long"]
    headers = {
        "seconds": str(asked),
        "date": _date(asked),
        "seconds_at_the_limit": str(int(scenario["max_delay"])),
        "seconds_too_long": str(long),
        "date_too_long": _date(long),
    }
    return {name: _served(scenario, header) for name, header in headers.items()}


def _odd(scenario: Json) -> Feeds:
    """Headers of neither form, and a date in the past."""
    return {header: _served(scenario, header) for header in (*scenario["odd"], _date(-scenario["late"]))}


def _own(scenario: Json) -> Feed:
    """No header at all, and delays that meet their cap."""
    return Feed(f"delay={scenario['delay']}, max_delay={_cap(scenario)}, max_attempts=7")


def _cap(scenario: Json) -> float:
    cap: float = round(4 * scenario["delay"], 2)
    return cap


def _play(answer: SimpleNamespace, feeds: Feeds) -> Json:
    return {name: feed.play(answer.retry_on_specific_errors) for name, feed in feeds.items()}


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

    @probe
    def counts(self, scenario: Json, answer: SimpleNamespace) -> Json:
        return _play(answer, _counted(scenario))

    @probe
    def kinds(self, answer: SimpleNamespace) -> Json:
        return _play(answer, OF_KINDS)

    @probe
    def asked(self, scenario: Json, answer: SimpleNamespace) -> Json:
        return _play(answer, _asked(scenario))

    @probe
    def odd(self, scenario: Json, answer: SimpleNamespace) -> Json:
        return _play(answer, _odd(scenario))

    @probe
    def own(self, scenario: Json, answer: SimpleNamespace) -> list[list[float]]:
        """The sleeps of ten calls."""
        return [_own(scenario).play(answer.retry_on_specific_errors)["sleeps"] for _ in range(10)]

    @criterion(points=2)
    def counts_attempts(self, scenario: Json, counts: Json) -> None:
        """returns the value; after max_attempts raises the last error itself

        max_attempts counts the first call. The last error is the caller's, as it is.
        """
        feeds, attempts = _counted(scenario), scenario["attempts"]
        for name, what in (
            ("first", "a func that succeeds at once"),
            ("recovered", "the last attempt's value"),
        ):
            with seeing(feeds[name].code):
                _expect_rows(counts[name], f"the value of {what}")
        for name, wanted in (("exhausted", attempts), ("default", 3), ("one", 1)):
            with seeing(feeds[name].code):
                expect_equal(counts[name]["calls"], wanted, what="calls")
                expect_original(counts[name], wanted, "FeedError")

    @criterion(points=2, needs=(counts_attempts,))
    def retries_only(self, kinds: Json) -> None:
        """retries only what `retryable` says, by default `is_transient`

        Ask `retryable(error)` before anything else. Catch Exception, not BaseException: Ctrl-C is
        nobody's transient error.
        """
        default = "no `retryable` is passed, so your is_transient decides"
        for name, kind, wanted, rule in (
            ("permanent", "FeedError", 1, "retryable says False"),
            ("interrupt", "KeyboardInterrupt", 1, "retryable says True to everything"),
            ("exit", "SystemExit", 1, "retryable says True to everything"),
            ("default_yes", "Timeout", 3, default),
            ("default_no", "ValueError", 1, default),
        ):
            with seeing(OF_KINDS[name].code):
                expect_original(kinds[name], wanted, kind)
                expect_equal(kinds[name]["calls"], wanted, what=f"calls when {rule}")

    @criterion(points=2, needs=(counts_attempts,))
    def obeys_seconds(self, scenario: Json, asked: Json) -> None:
        """Retry-After in seconds: never sleeps less than asked

        error.response.headers.get('Retry-After') is a text; whole seconds are one of its two forms. A bit
        more than asked is welcome: all clients were asked the same.
        """
        _expect_wait(scenario, asked, "seconds", scenario["asked"])
        _expect_wait(scenario, asked, "seconds_at_the_limit", int(scenario["max_delay"]))

    @criterion(points=2, needs=(counts_attempts,))
    def obeys_date(self, scenario: Json, asked: Json) -> None:
        """Retry-After as an HTTP date: waits until then

        email.utils.parsedate_to_datetime gives a datetime with zone; subtract `now()`, the clock you were
        given, not the machine's.
        """
        _expect_wait(scenario, asked, "date", scenario["asked"])

    @criterion(points=1, needs=(obeys_seconds, obeys_date))
    def gives_up(self, scenario: Json, asked: Json) -> None:
        """asked to wait longer than max_delay, gives up at once

        Sleeping less than asked is rude and useless; sleeping an hour blocks the pipeline. So raise: the
        scheduler may come back later.
        """
        for name in ("seconds_too_long", "date_too_long"):
            with seeing(_asked(scenario)[name].code):
                what = (
                    f"sleeps when asked for {scenario['too_long']} s, with max_delay={scenario['max_delay']}"
                )
                expect_equal(len(asked[name]["sleeps"]), 0, what=what)
                expect_original(asked[name], 1, "HTTPError")

    @criterion(points=2, core=False, needs=(counts_attempts,))
    def own_backoff(self, scenario: Json, own: list[list[float]], odd: Json) -> None:
        """without a usable header: your own capped backoff, nothing after the last attempt

        Servers send nonsense. `soon`, an empty text or a date in the past must not crash the retry, nor
        lead to a negative sleep: go on as if there were no header.
        """
        with seeing(_own(scenario).code):
            _expect_backoff(own, [min(_cap(scenario), scenario["delay"] * 2**n) for n in range(6)])
        for header, feed in _odd(scenario).items():
            with seeing(feed.code):
                _expect_rows(odd[header], f"the value of the second attempt, after Retry-After: {header!r}")
                sleeps = odd[header]["sleeps"]
                expected = f"a sleep of 0 to {scenario['delay']} s, as without the header"
                expect(
                    all(within(s, scenario["delay"]) for s in sleeps), expected=expected, got=short(sleeps)
                )


def _expect_rows(record: Json, what: str) -> None:
    expect_equal(expect_returned(record["result"], what=what), "rows", what=what)


def _expect_wait(scenario: Json, asked: Json, name: str, seconds: int) -> None:
    with seeing(_asked(scenario)[name].code):
        _expect_rows(asked[name], "the value of the second attempt")
        slept = sum(asked[name]["sleeps"])
        expected = f"at least {seconds} s of sleep before the next attempt"
        expect(slept >= seconds - CLOSE, expected=expected, got=f"{slept:.4g} s")


def _expect_backoff(runs: list[list[float]], tops: list[float]) -> None:
    for sleeps in runs:
        expect_equal(len(sleeps), 6, what="sleeps between 7 attempts")
        expected = f"sleeps of at most {short(tops)}"
        expect(all(map(within, sleeps, tops)), expected=expected, got=short(sleeps))
    expect(sum(map(sum, runs)) > 0, expected="some of these sleeps to last", got="all of 0 s")


EXERCISES = (IsTransient(), RetryOnSpecificErrors())
