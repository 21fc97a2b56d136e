"""``StructuredLogger``: what stands in its lines, judged from the streams it wrote to."""

from __future__ import annotations

import io
import logging
import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread
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
from autograder.worlds.log_lines import BrokenStream, Disk, SlowStream, read_lines, root_listens

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TAKEN = ("level", "message", "timestamp", "logger")
ORDINARY = ("name", "msg", "args", "extra", "self")  # names that logging uses, and that are free all the same
THREADS, LINES = 4, 8
FAR = "NST3:30"  # a local time that no log should be in, half an hour off all others
OTHER = "from a logger that is not yours"
DEEP = 5_000  # lists in lists, more than Python's recursion takes


class Stubborn:
    """An object that cannot be told as text."""

    def __str__(self) -> str:
        raise RuntimeError("no text for you")

    __repr__ = __str__


class StubbornError(Exception):
    """An exception that cannot be told as text."""

    def __str__(self) -> str:
        raise RuntimeError("no text for you")


class StructuredLogger(Exercise):
    """``StructuredLogger(name, stream, level)``: one JSON object a line, whatever it is given."""

    name = "structured_logger"
    answers = ("StructuredLogger",)
    hints = (
        "Which object do two loggers of one name share, and what is already on it when the second one is "
        "made? And which of your rows' values does json.dumps not know, or write as what is not JSON?",
        "In __init__ replace the handlers of logging.getLogger(name) instead of adding one, switch propagate "
        "off, set the level. In _log build a dict with the four fixed names first, then put each field in, "
        "as field_<name> when the name is taken, through json_value; json.dumps with allow_nan=False.",
        "logger.handlers = [LineHandler(stream)]; logger.propagate = False; logger.setLevel(level.upper()). "
        'line = {"timestamp": datetime.now(UTC).isoformat(), "level": logging.getLevelName(level), "logger": '
        'self.name, "message": text(message)}; for name, value in {**self.fields, **fields}.items(): '
        'line[f"field_{name}" if name in line else name] = json_value(value); logger.log(level, '
        "json.dumps(line, allow_nan=False)).",
    )

    def scenario(self, rng: random.Random) -> Json:
        day = date(2013, 1, 1) + timedelta(days=rng.randrange(365))
        at = datetime(day.year, day.month, day.day, rng.randrange(24), rng.randrange(60), tzinfo=UTC)
        return {
            "event": rng.choice(["batch_loaded", "rows_merged", "file_read"]),
            "day": day.isoformat(),
            "at": at.isoformat(),
            "fee": f"{rng.randint(1, 9)}.{rng.randint(0, 9)}0",  # the last 0 is a digit too
            "rows": rng.randint(100, 999),
            "carrier": rng.choice(["UA", "B6", "EV", "DL", "AA"]),
            "taken": {name: f"{name} of a field {rng.randint(1, 99)}" for name in TAKEN},
            "ordinary": {name: rng.randint(1, 99) for name in ORDINARY},
            "spelling": rng.choice(["lower", "title"]),
            "secret": f"hunter{rng.randint(1000, 9999)}",
            "error": rng.choice(["ValueError", "ConnectionError", "KeyError"]),
            "why": f"gate {rng.randint(1, 40)} is shut",
            "key": [rng.choice(["JFK", "LGA"]), rng.randint(1, 99)],
        }

    # --- what is seen ------------------------------------------------------------------------------------

    @probe
    def values(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """One event with the values that rows are made of."""
        return _logged(lab, answer, lambda log: log.info(scenario["event"], **_values(scenario)))

    @probe
    def moment(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """One event on a machine whose local time is far from UTC."""
        with _local_time(FAR):
            before = datetime.now(UTC)
            seen = _logged(lab, answer, lambda log: log.info(scenario["event"]))
            return seen | {"before": before.isoformat(), "after": datetime.now(UTC).isoformat()}

    @probe
    def clash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        fields = scenario["taken"] | scenario["ordinary"]

        def act(log: Any) -> None:
            log.warning(scenario["event"], **fields)

        return _logged(lab, answer, act)

    @probe
    def once(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Three loggers of one name, then a fourth with another stream; a child; all under the root's ear.

        At the end somebody else logs, whom the root should still hear.
        """
        name, first, second, child = _name(), io.StringIO(), io.StringIO(), io.StringIO()
        with root_listens() as root:
            logs = [lab.must(answer.StructuredLogger, name, first) for _ in range(3)]
            for number, log in enumerate(logs):
                lab.must(log.info, scenario["event"], number=number)
            lab.must(answer.StructuredLogger, name, second)
            lab.must(logs[0].info, scenario["event"], number=3)
            lga = lab.must(answer.StructuredLogger, f"{name}.LGA", child)
            lab.must(lga.info, scenario["event"], number=4)
            lab.must(logs[1].info, scenario["event"], number=5)
            logging.getLogger(_name()).warning(OTHER)
        streams = {"first": first, "second": second, "child": child}
        return {"root": root} | {key: read_lines(stream.getvalue()) for key, stream in streams.items()}

    @probe
    def stdout(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A logger without a stream, made under one sys.stdout and used under another."""
        early, late = io.StringIO(), io.StringIO()

        def make() -> Any:
            with redirect_stdout(early):
                return answer.StructuredLogger(_name())

        def use(log: Any) -> None:
            with redirect_stdout(late):
                log.info(scenario["event"])

        lab.must(use, lab.must(make))
        return {"early": read_lines(early.getvalue()), "late": read_lines(late.getvalue())}

    @probe
    def levels(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """All four levels through loggers of each level, of the default, and of two levels in turn."""
        seen: Json = {}
        for wanted in LEVELS:
            given = getattr(wanted, scenario["spelling"])()
            seen[given] = _logged(lab, answer, _all_levels, level=given)["lines"]
        seen["default"] = _logged(lab, answer, _all_levels, level=None)["lines"]
        name, stream = _name(), io.StringIO()
        older = lab.must(answer.StructuredLogger, name, stream, "DEBUG")
        lab.must(answer.StructuredLogger, name, stream, "ERROR")
        lab.must(_all_levels, older)
        return {"seen": seen, "later": read_lines(stream.getvalue())}

    @probe
    def errors(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A failed read, logged in its except, and later; exc_info where there is no exception."""
        kind, event = ERRORS[scenario["error"]], scenario["event"]

        def within(log: Any) -> None:
            try:
                read_feed(kind, scenario["why"], scenario["secret"])
            except kind:
                log.error(event, exc_info=True, error="a field")

        def later(log: Any) -> None:
            try:
                read_feed(kind, scenario["why"], scenario["secret"])
            except kind as error:
                caught = error
            log.warning(event, exc_info=caught)

        return {
            "within": _logged(lab, answer, within),
            "later": _logged(lab, answer, later),
            "none": _logged(lab, answer, lambda log: log.error(event, exc_info=True)),
            "false": _logged(lab, answer, lambda log: log.error(event, exc_info=False)),
        }

    @probe
    def never(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Log calls that have every reason to raise."""
        event, closed = scenario["event"], io.StringIO()
        closed.close()

        def failing(log: Any) -> None:
            try:
                raise StubbornError
            except StubbornError:
                log.error(event, exc_info=True)

        cases: dict[str, tuple[Any, Callable[[Any], None]]] = {
            "a stream whose disk is full": (BrokenStream(), lambda log: log.info(event)),
            "a stream that is closed": (closed, lambda log: log.info(event)),
            "a field whose str() raises": (io.StringIO(), lambda log: log.info(event, field=Stubborn())),
            "a message whose str() raises": (io.StringIO(), lambda log: log.info(Stubborn())),
            "an exception whose str() raises": (io.StringIO(), failing),
            "a message that is no text": (io.StringIO(), lambda log: log.info(None, rows=[1])),
            "a message with percent signs": (io.StringIO(), lambda log: log.info("100 % of %s, %d %(x)s")),
        }
        return {what: _logged(lab, answer, act, stream=out)["call"] for what, (out, act) in cases.items()}

    @probe
    def bound(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        event = scenario["event"]

        def act(log: Any) -> None:
            run = log.bind(run_id="r1", level="bound")
            stage = run.bind(stage="read", origin="EWR")
            stage.info(event, number=0)
            run.info(event, number=1)
            log.info(event, number=2)
            stage.info(event, number=3, origin="LGA")
            stage.info(event, number=4)

        return _logged(lab, answer, act)

    @probe
    def hard(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """One call for each value that a careless logger trips over, into a file in UTF-8."""
        return {what: _hard(lab, answer, scenario, value) for what, value in _hard_values(scenario).items()}

    @probe
    def whole(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Lines of several threads in one slow stream; and what another process reads right after a call."""
        stream, disk = SlowStream(), Disk()
        logs = [lab.must(answer.StructuredLogger, name, stream) for name in [_name()] * THREADS]

        def work(log: Any) -> None:
            for number in range(LINES):
                log.info(scenario["event"], number=number)

        threads = [Thread(target=lab.call, args=(work, log)) for log in logs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lines = read_lines(stream.getvalue())
        lab.must(lab.must(answer.StructuredLogger, _name(), disk.stream).info, scenario["event"])
        broken = [line["text"] for line in lines if "text" in line]
        return {"lines": len(lines), "broken": broken[:2], "flushed": read_lines(disk.seen())}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def is_json(self, scenario: Json, values: Any) -> None:
        """one JSON object a line, with dates, Decimals and NaN among the fields

        json.dumps raises on a date and on a Decimal, and writes NaN, which is not JSON. So turn values
        into what JSON has before you dump them, in lists and dicts too.
        """
        shown = ", ".join(f"{name}={value!r}" for name, value in _values(scenario).items())
        reproduce = f'log.info("{scenario["event"]}", {shown})'
        expect_returned(values["call"], what="a line, no error", reproduce=reproduce)
        line = _only(values, reproduce)
        expect_equal(line.get("message"), scenario["event"], what="message", reproduce=reproduce)
        expect_equal(line.get("level"), "INFO", what="level", reproduce=reproduce)
        expect_equal(line.get("logger"), values["name"], what="logger", reproduce=reproduce)
        for name, wanted in _wanted(scenario).items():
            expect(name in line, expected=f"the field {name}", got=sorted(line), reproduce=reproduce)
            same = _same(line[name], wanted)
            expect(same, expected=f"{name}: {wanted!r}", got=line[name], reproduce=reproduce)

    @criterion(points=1)
    def in_utc(self, evidence: Evidence) -> None:
        """`timestamp` is the moment in UTC, ISO 8601, with its offset

        datetime.now(UTC) knows its offset, and isoformat() writes it. utcnow() and a bare now() do not,
        and whoever reads them adds an offset of their own.
        """
        seen, reproduce = evidence["moment"], f"TZ={FAR} in the environment; time.tzset(); log a line"
        text = _only(seen, reproduce).get("timestamp")
        moment = _moment(text)
        expect(moment, expected="timestamp in ISO 8601", got=text, reproduce=reproduce)
        expect(moment.tzinfo, expected="timestamp with its offset", got=text, reproduce=reproduce)
        expect(moment.utcoffset() == timedelta(0), expected="an offset of 0", got=text, reproduce=reproduce)
        second = timedelta(seconds=1)  # whole seconds will do
        low, high = (datetime.fromisoformat(seen[key]) for key in ("before", "after"))
        due = f"timestamp {low.isoformat(timespec='seconds')}, when the call was made"
        expect(low - second <= moment <= high + second, expected=due, got=text, reproduce=reproduce)

    @criterion(points=2)
    def keeps_apart(self, scenario: Json, clash: Any) -> None:
        """a field never replaces level, message, timestamp or logger: it becomes `field_<name>`

        Fill in the fixed names first, then the fields, and look at each name before you put it in. All
        other names stay as they are.
        """
        seen, taken = clash, scenario["taken"]
        reproduce = f'log.warning("{scenario["event"]}", **{taken | scenario["ordinary"]})'
        expect_returned(seen["call"], what="a line, no error", reproduce=reproduce)
        line = _only(seen, reproduce)
        fixed = {"level": "WARNING", "message": scenario["event"], "logger": seen["name"]}
        for name, wanted in fixed.items():
            expect_equal(line.get(name), wanted, what=name, reproduce=reproduce)
        stamp = line.get("timestamp")
        kept = stamp not in (None, taken["timestamp"])
        expect(kept, expected="the moment in timestamp", got=stamp, reproduce=reproduce)
        others = {f"field_{name}": value for name, value in taken.items()} | scenario["ordinary"]
        for name, wanted in others.items():
            expect_equal(line.get(name), wanted, what=name, reproduce=reproduce)

    @criterion(points=2)
    def writes_once(self, once: Any, stdout: Any) -> None:
        """each line once, in the stream given last or the sys.stdout of the moment, and nowhere else

        logging.getLogger(name) returns the same object each time: a handler that is added stays. And a
        logger hands its records on to its parents, unless propagate is off. The root's handlers serve all
        other loggers: leave them there.
        """
        seen = once
        three = "three loggers of one name on one stream, a line from each"
        expect_equal(_numbers(seen["first"])[:4], [0, 1, 2], what=f"lines of {three}", reproduce=three)
        other = "a fourth of the same name with another stream, then a line from the first"
        expect_equal(_numbers(seen["second"])[:1], [3], what="lines in the new stream", reproduce=other)
        child = 'StructuredLogger("load.LGA", other_stream) beside StructuredLogger("load", stream)'
        expect_equal(_numbers(seen["child"]), [4], what="lines in the child's stream", reproduce=child)
        both = _numbers(seen["first"]) + _numbers(seen["second"])
        expect_equal(both, [0, 1, 2, 3, 5], what="lines in the parent's streams", reproduce=child)
        others = 'StructuredLogger("load"), a line from it, then logging.getLogger("another").warning("…")'
        expect_equal(seen["root"], [OTHER], what="records at the root logger's handlers", reproduce=others)
        out = stdout
        reproduce = "a logger made before, and used inside, contextlib.redirect_stdout(…)"
        expect_equal(len(out["late"]), 1, what="lines in the sys.stdout of the call", reproduce=reproduce)
        expect_equal(len(out["early"]), 0, what="lines in the sys.stdout of before", reproduce=reproduce)

    @criterion(points=1, core=False)
    def filters(self, levels: Any) -> None:
        """writes what is at its level or above, however the level is spelled

        logger.setLevel("info") is an error, "INFO" is not. The level given last holds for all loggers of
        the name.
        """
        for given, lines in levels["seen"].items():
            lowest = LEVELS.index("INFO" if given == "default" else given.upper())
            reproduce = f"level={given!r}" if given != "default" else "no level given: INFO"
            got = [_field(line, "level") for line in lines]
            expect_equal(got, list(LEVELS[lowest:]), what="levels written", reproduce=reproduce)
        got = [_field(line, "level") for line in levels["later"]]
        reproduce = "a second logger of the same name with ERROR after DEBUG; log through the first"
        expect_equal(got, ["ERROR"], what="levels written", reproduce=reproduce)

    @criterion(points=2, core=False)
    def tells_the_error(self, scenario: Json, errors: Any) -> None:
        """`exc_info` adds the error's type, message and stack, without the values of local variables

        traceback.format_exception gives the text. Tools that show the locals of each frame write the
        password of connect(password) into the log.
        """
        for key, shown in (("within", "exc_info=True in an except"), ("later", "exc_info=error after it")):
            seen = errors[key]
            expect_returned(seen["call"], what="a line, no error", reproduce=shown)
            line = _only(seen, shown)
            error: Any = line.get("error")
            whole = isinstance(error, dict) and {"type", "message", "stack"} <= set(error)
            expect(whole, expected="error = {type, message, stack}", got=error, reproduce=shown)
            expect_equal(error["type"], scenario["error"], what="error.type", reproduce=shown)
            said = scenario["why"] in str(error["message"])
            expect(said, expected=f"error.message: {scenario['why']}", got=error["message"], reproduce=shown)
            down = isinstance(error["stack"], str) and "read_feed" in error["stack"]
            expect(
                down,
                expected="error.stack: the traceback down to read_feed, which raised",
                got=error["stack"],
                reproduce=shown,
            )
            expect(
                scenario["secret"] not in str(line),
                expected="a line without the value of read_feed's variable `password`",
                got=f"{scenario['secret']} in the line",
                reproduce=shown,
            )
        line = _only(errors["within"], "")
        reproduce = 'log.error(…, exc_info=True, error="a field")'
        expect_equal(line.get("field_error"), "a field", what="field_error", reproduce=reproduce)
        for key, shown in (("none", "exc_info=True outside an except"), ("false", "exc_info=False")):
            line = _only(errors[key], shown)
            extra = sorted({"error", "exc_info"} & set(line))
            expect_equal(extra, [], what="fields about an error that is not there", reproduce=shown)

    @criterion(points=2, core=False)
    def never_raises(self, never: Any) -> None:
        """never raises, whatever it is given and whatever becomes of the stream

        str() of a foreign object may raise; so may write(). A log call is the last place where a pipeline
        should die.
        """
        for what, record in never.items():
            expect_returned(record, what=f"no error, with {what}", reproduce=what)

    @criterion(points=1, core=False)
    def binds(self, bound: Any) -> None:
        """`bind` returns a new logger with more fields; the old one stays as it is

        The copy needs a dict of its own: {**self.fields, **fields}. And it is the same logger: making a
        new StructuredLogger of the name would reset its stream.
        """
        reproduce = 'run = log.bind(run_id="r1", level="bound"); stage = run.bind(stage="read", origin="EWR")'
        expect_returned(bound["call"], what="no error", reproduce=reproduce)
        run = {"run_id": "r1", "field_level": "bound"}
        stage = run | {"stage": "read", "origin": "EWR"}
        due = [
            ("stage", stage),
            ("run", run),
            ("log", {}),
            ('stage, called with origin="LGA"', stage | {"origin": "LGA"}),
            ("stage, called once more", stage),
        ]
        lines = bound["lines"]
        expect_equal(_numbers(lines), list(range(len(due))), what="lines", reproduce=reproduce)
        for (who, wanted), line in zip(due, lines, strict=True):
            names = ("run_id", "field_level", "stage", "origin")
            got = {name: line["object"][name] for name in names if name in line["object"]}
            expect_equal(got, wanted, what=f"bound fields in a line of {who}", reproduce=reproduce)

    @criterion(points=2, core=False, needs=(is_json,))
    def takes_hard_values(self, scenario: Json, hard: Any) -> None:
        """hard values: Rows keep their names, and nothing costs the line or its other fields

        A Row is a tuple, so ask for asDict first. Keep the ids of the containers you are in: who meets
        one again stops. Keys become text. Everything unknown becomes a text, in a try.
        """
        wanted = _hard_wanted(scenario)
        for what, seen in hard.items():
            reproduce = f"log.info({scenario['event']!r}, rows={scenario['rows']}, hard=…) with {what}"
            expect_returned(seen["call"], what=f"a line with {what}", reproduce=reproduce)
            line = _only(seen, reproduce)
            expect_equal(line.get("message"), scenario["event"], what="message", reproduce=reproduce)
            expect_equal(line.get("rows"), scenario["rows"], what="rows", reproduce=reproduce)
            expect("hard" in line, expected="the field hard", got=sorted(line), reproduce=reproduce)
            if what in wanted:
                same = _same(line["hard"], wanted[what])
                expect(same, expected=f"hard: {wanted[what]!r}", got=line["hard"], reproduce=reproduce)

    @criterion(points=1, core=False)
    def whole_lines(self, whole: Any) -> None:
        """a line is written whole and flushed, also when several threads log

        logging's Handler.handle holds a lock around emit: what you write in there is not interrupted.
        Without a flush, the last lines die with the process.
        """
        seen = whole
        reproduce = f"{THREADS} threads, {LINES} lines each, one stream whose write takes 0.3 ms"
        expect_equal(seen["broken"], [], what="lines that are not JSON", reproduce=reproduce)
        expect_equal(seen["lines"], THREADS * LINES, what="lines", reproduce=reproduce)
        expect_equal(
            len(seen["flushed"]),
            1,
            what="lines that another process reads right after one call",
            reproduce='log to open("x.jsonl", "w") and read the file without closing it',
        )


# --- what the probes use ---------------------------------------------------------------------------------

ERRORS = {kind.__name__: kind for kind in (ValueError, ConnectionError, KeyError)}


def read_feed(kind: type[Exception], why: str, password: str) -> None:
    """Fail as a feed does; the password is a variable of this frame, never part of the error."""
    if password:
        raise kind(why)


def _name() -> str:
    """A logger's name that no other check has used in this process."""
    return f"check-{uuid.uuid4().hex[:8]}"


def _logged(
    lab: Lab,
    answer: SimpleNamespace,
    act: Callable[[Any], None],
    *,
    stream: Any = None,
    level: str | None = "INFO",
) -> Json:
    """One logger of a new name, what ``act`` made of it, and the lines in its stream."""
    name, stream = _name(), io.StringIO() if stream is None else stream
    options = {} if level is None else {"level": level}
    log = lab.must(answer.StructuredLogger, name, stream, **options)
    done = lab.call(act, log)
    written = "" if stream.closed else stream.getvalue()
    return {"name": name, "call": done.record(), "lines": read_lines(written)}


def _all_levels(log: Any) -> None:
    for level in LEVELS:
        getattr(log, level.lower())("event")


@contextmanager
def _local_time(zone: str) -> Iterator[None]:
    """Another local time zone for this process, as far as Python is concerned."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def _values(scenario: Json) -> Json:
    day, fee = date.fromisoformat(scenario["day"]), Decimal(scenario["fee"])
    return {
        "rows": scenario["rows"],
        "carrier": scenario["carrier"],
        "late": True,
        "tailnum": None,
        "day": day,
        "at": datetime.fromisoformat(scenario["at"]),
        "fee": fee,
        "share": float("nan"),
        "worst": float("-inf"),
        "batch": [day, {"fee": fee, "share": float("nan")}, 0.5],
    }


def _wanted(scenario: Json) -> Json:
    day, fee = scenario["day"], scenario["fee"]
    plain = {"rows": scenario["rows"], "carrier": scenario["carrier"], "late": True, "tailnum": None}
    typed = {"day": day, "at": scenario["at"], "fee": fee, "share": None, "worst": None}
    return {**plain, **typed, "batch": [day, {"fee": fee, "share": None}, 0.5]}


def _hard_values(scenario: Json) -> dict[str, Any]:
    import numpy as np
    from pyspark.sql import Row

    loop: list[Any] = [1]
    loop.append(loop)
    ring: dict[str, Any] = {}
    ring["ring"] = {"again": ring, "and again": [ring]}
    deep: list[Any] = []
    for _ in range(DEEP):
        deep = [deep]
    return {
        "a Row": Row(carrier=scenario["carrier"], day=date.fromisoformat(scenario["day"])),
        "a list of Rows": [Row(carrier=scenario["carrier"], rows=1)],
        "bytes": scenario["carrier"].encode(),
        "bytes that are no UTF-8": b"\xff\xfe",
        "a list that holds itself": loop,
        "a dict that holds itself": ring,
        "lists nested too deep": deep,
        "a key that is a tuple": {tuple(scenario["key"]): 1},
        "an object whose str() raises": {"inside": Stubborn()},
        "a key whose str() raises": {Stubborn(): 1},
        "two lines of text": "two\nlines\r\n",
        "half a surrogate pair": "\ud83d",
        "a number of numpy": np.int64(scenario["rows"]),
        "numpy's NaN": np.float64("nan"),
        "a set": {scenario["carrier"]},
        "a class": dict,
    }


def _hard_wanted(scenario: Json) -> dict[str, Any]:
    return {
        "a Row": {"carrier": scenario["carrier"], "day": scenario["day"]},
        "a list of Rows": [{"carrier": scenario["carrier"], "rows": 1}],
        "bytes": scenario["carrier"],
        "a key that is a tuple": {str(tuple(scenario["key"])): 1},
        "two lines of text": "two\nlines\r\n",
        "a number of numpy": scenario["rows"],
        "numpy's NaN": None,
        "a set": [scenario["carrier"]],
    }


def _hard(lab: Lab, answer: SimpleNamespace, scenario: Json, value: Any) -> Json:
    disk = Disk()
    log = lab.must(answer.StructuredLogger, _name(), disk.stream)
    done = lab.call(lambda: log.info(scenario["event"], rows=scenario["rows"], hard=value))
    lines = read_lines(disk.seen())
    for line in lines:
        if value == "\ud83d" and "hard" in line.get("object", {}):
            line["object"]["hard"] = "…"  # evidence is UTF-8 too
    return {"call": done.record(), "lines": lines}


# --- what the judges use ---------------------------------------------------------------------------------


def _only(seen: Json, reproduce: str) -> Json:
    """The one line that was written, as an object."""
    lines = seen["lines"]
    expect(len(lines) == 1, expected="one line", got=f"{len(lines)} lines", reproduce=reproduce)
    expect(
        "object" in lines[0],
        expected="a line that is one JSON object",
        got=f"{lines[0].get('text')} ({lines[0].get('problem')})",
        reproduce=reproduce,
    )
    found: Json = lines[0]["object"]
    return found


def _field(line: Json, name: str) -> Any:
    return line["object"].get(name) if "object" in line else line["text"]


def _numbers(lines: list[Json]) -> list[Any]:
    return [_field(line, "number") for line in lines]


def _same(got: Any, wanted: Any) -> bool:
    """Equal, and of one kind: True is not 1. Moments may be written with Z, or a space for the T."""
    if isinstance(wanted, list) and isinstance(got, list):
        return len(got) == len(wanted) and all(map(_same, got, wanted))
    if isinstance(wanted, dict) and isinstance(got, dict):
        return got.keys() == wanted.keys() and all(_same(got[key], wanted[key]) for key in wanted)
    if isinstance(wanted, str) and "T" in wanted and isinstance(got, str):
        return _moment(got) == _moment(wanted) if _moment(wanted) else got == wanted
    return type(got) is type(wanted) and bool(got == wanted)


def _moment(text: Any) -> Any:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


EXERCISES = (StructuredLogger(),)
