"""``StructuredLogger``: what stands in its lines, judged from the streams it wrote to."""

from __future__ import annotations

import io
import os
import random
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from textwrap import indent
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Exercise,
    Json,
    Lab,
    LearnerError,
    criterion,
    expect,
    expect_equal,
    expect_returned,
    probe,
    seeing,
)
from autograder.worlds.log_lines import Disk, read_lines, root_listens

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TAKEN = ("level", "message", "timestamp", "logger")
ORDINARY = ("name", "msg", "args", "extra", "self")  # names that logging uses, and that are free all the same
THREADS, LINES = 4, 8
FAR = "NST3:30"  # a local time that no log should be in, half an hour off all others
OTHER = "from a logger that is not yours"

PLAIN = "log.info({event!r})\n"

VALUES = """\
from datetime import date, datetime
from decimal import Decimal

day, fee = date.fromisoformat({day!r}), Decimal({fee!r})
log.info(
    {event!r},
    rows={rows},
    carrier={carrier!r},
    late=True,
    tailnum=None,
    day=day,
    at=datetime.fromisoformat({at!r}),
    fee=fee,
    share=float("nan"),
    worst=float("-inf"),
    batch=[day, {{"fee": fee, "share": float("nan")}}, 0.5],
)
"""
CLASH = "log.warning({event!r}, **({taken} | {ordinary}))\n"

FAR_FROM_UTC = f"""\
import os
import time
from datetime import UTC, datetime

os.environ["TZ"] = "{FAR}"
time.tzset()
StructuredLogger("load").info({{event!r}})
print("the moment in UTC:", datetime.now(UTC).isoformat())
del os.environ["TZ"]
time.tzset()"""

ONCE = f"""\
import logging
from io import StringIO

first, second, child = StringIO(), StringIO(), StringIO()
logs = [StructuredLogger({{name!r}}, first) for _ in range(3)]
for number, log in enumerate(logs):
    log.info({{event!r}}, number=number)
StructuredLogger({{name!r}}, second)
logs[0].info({{event!r}}, number=3)
StructuredLogger("{{name}}.LGA", child).info({{event!r}}, number=4)
logs[1].info({{event!r}}, number=5)
logging.getLogger("{{name}} of others").warning("{OTHER}")
"""
STDOUT = """\
from contextlib import redirect_stdout
from io import StringIO

early, late = StringIO(), StringIO()
with redirect_stdout(early):
    log = StructuredLogger({name!r})
with redirect_stdout(late):
    log.info({event!r})
"""
ALL_LEVELS = "for method in (log.debug, log.info, log.warning, log.error):\n    method('event')\n"

TWO_LEVELS = f"""\
from io import StringIO

stream = StringIO()
log = StructuredLogger({{name!r}}, stream, "DEBUG")
StructuredLogger({{name!r}}, stream, "ERROR")
{ALL_LEVELS}"""

_READ_FEED = """\
def read_feed(password):
    raise {error}({why!r})

secret = {secret!r}
try:
    read_feed(secret)
"""
ERRORS = {
    "within": _READ_FEED + "except Exception:\n    log.error({event!r}, exc_info=True, error='a field')\n",
    "later": _READ_FEED + "except Exception as error:\n    caught = error\n"
    "log.warning({event!r}, exc_info=caught)\n",
    "none": "log.error({event!r}, exc_info=True)\n",
    "false": "log.error({event!r}, exc_info=False)\n",
}
BOUND = """\
run = log.bind(run_id="r1", level="bound")
stage = run.bind(stage="read", origin="EWR")
stage.info({event!r}, number=0)
run.info({event!r}, number=1)
log.info({event!r}, number=2)
stage.info({event!r}, number=3, origin="LGA")
stage.info({event!r}, number=4)
"""
_ROW = "from datetime import date\nfrom pyspark.sql import Row\n\n"
_NUMPY = "import numpy as np\n\n"
_STUBBORN = f"from {__name__} import Stubborn\n\n"
HARD = {
    "a Row": _ROW + "hard = Row(carrier={carrier!r}, day=date.fromisoformat({day!r}))",
    "a list of Rows": _ROW + "hard = [Row(carrier={carrier!r}, rows=1)]",
    "bytes": "hard = {carrier!r}.encode()",
    "bytes that are no UTF-8": r"hard = b'\xff\xfe'",
    "a list that holds itself": "hard = [1]\nhard.append(hard)",
    "a dict that holds itself": "hard = {{}}\nhard['ring'] = {{'again': hard, 'and again': [hard]}}",
    "lists nested too deep": "hard = []\nfor _ in range(5_000):  # more than Python's recursion takes\n"
    "    hard = [hard]",
    "a key that is a tuple": "hard = {{({first!r}, {second}): 1}}",
    "an object whose str() raises": _STUBBORN + "hard = {{'inside': Stubborn()}}",
    "a key whose str() raises": _STUBBORN + "hard = {{Stubborn(): 1}}",
    "two lines of text": r"hard = 'two\nlines\r\n'",
    "half a surrogate pair": r"hard = '\ud83d'",
    "a number of numpy": _NUMPY + "hard = np.int64({rows})",
    "numpy's NaN": _NUMPY + "hard = np.float64('nan')",
    "a set": "hard = {{{carrier!r}}}",
    "a class": "hard = dict",
}
WHOLE = f"""\
from threading import Thread
from autograder.worlds.log_lines import Disk, SlowStream

stream, disk = SlowStream(), Disk()

def work(log):
    for number in range({LINES}):
        log.info({{event!r}}, number=number)

logs = [StructuredLogger({{name!r}}, stream) for _ in range({THREADS})]
threads = [Thread(target=work, args=(log,)) for log in logs]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
StructuredLogger("{{name}} on disk", disk.stream).info({{event!r}})
"""


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
        return _logged(lab, answer, VALUES.format(**scenario))

    @probe
    def moment(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """One event on a machine whose local time is far from UTC."""
        with _local_time(FAR):
            before = datetime.now(UTC)
            seen = _logged(lab, answer, PLAIN.format(**scenario))
            return seen | {"before": before.isoformat(), "after": datetime.now(UTC).isoformat()}

    @probe
    def clash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return _logged(lab, answer, CLASH.format(**scenario))

    @probe
    def once(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Three loggers of one name, then a fourth with another stream; a child; all under the root's ear.

        At the end somebody else logs, whom the root should still hear.
        """
        with root_listens() as root:
            names = _must_play(lab, answer, ONCE.format(name=_name(), **scenario))
        streams = {name: read_lines(names[name].getvalue()) for name in ("first", "second", "child")}
        return {"root": root} | streams

    @probe
    def stdout(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A logger without a stream, made under one sys.stdout and used under another."""
        names = _must_play(lab, answer, STDOUT.format(name=_name(), **scenario))
        return {name: read_lines(names[name].getvalue()) for name in ("early", "late")}

    @probe
    def levels(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """All four levels through loggers of each level, of the default, and of two levels in turn."""
        spelled = [getattr(level, scenario["spelling"])() for level in LEVELS]
        seen = {level: _logged(lab, answer, ALL_LEVELS, level=level)["lines"] for level in spelled}
        seen["default"] = _logged(lab, answer, ALL_LEVELS, level="")["lines"]
        names = _must_play(lab, answer, TWO_LEVELS.format(name=_name()))
        return {"seen": seen, "later": read_lines(names["stream"].getvalue())}

    @probe
    def errors(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A failed read, logged in its except, and later; exc_info where there is no exception."""
        return {what: _logged(lab, answer, code.format(**scenario)) for what, code in ERRORS.items()}

    @probe
    def never(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Log calls that have every reason to raise."""
        cases = _never(scenario, _name()).items()
        played = {what: _play(lab, answer, code, stream=io.StringIO()) for what, code in cases}
        return {what: done.record() for what, (done, _) in played.items()}

    @probe
    def bound(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        return _logged(lab, answer, BOUND.format(**scenario))

    @probe
    def hard(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """One call for each value that a careless logger trips over, into a file in UTF-8."""
        return {what: _hard(lab, answer, _hard_code(scenario, what)) for what in HARD}

    @probe
    def whole(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Lines of several threads in one slow stream; and what another process reads right after a call."""
        names = _must_play(lab, answer, WHOLE.format(name=_name(), **scenario))
        lines = read_lines(names["stream"].getvalue())
        broken = [line["text"] for line in lines if "text" in line]
        return {"lines": len(lines), "broken": broken[:2], "flushed": read_lines(names["disk"].seen())}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def is_json(self, scenario: Json, values: Any) -> None:
        """one JSON object a line, with dates, Decimals and NaN among the fields

        json.dumps raises on a date and on a Decimal, and writes NaN, which is not JSON. So turn values
        into what JSON has before you dump them, in lists and dicts too.
        """
        with seeing(_shown(VALUES.format(**scenario))):
            expect_returned(values["call"], what="a line, no error")
            line = _only(values)
            expect_equal(line.get("message"), scenario["event"], what="message")
            expect_equal(line.get("level"), "INFO", what="level")
            expect_equal(line.get("logger"), values["name"], what="logger")
            for name, wanted in _wanted(scenario).items():
                expect(name in line, expected=f"the field {name}", got=sorted(line))
                expect(_same(line[name], wanted), expected=f"{name}: {wanted!r}", got=line[name])

    @criterion(points=1)
    def in_utc(self, scenario: Json, moment: Any) -> None:
        """`timestamp` is the moment in UTC, ISO 8601, with its offset

        datetime.now(UTC) knows its offset, and isoformat() writes it. utcnow() and a bare now() do not,
        and whoever reads them adds an offset of their own.
        """
        with seeing(FAR_FROM_UTC.format(**scenario)):
            text = _only(moment).get("timestamp")
            read = _moment(text)
            expect(read, expected="timestamp in ISO 8601", got=text)
            expect(read.tzinfo, expected="timestamp with its offset", got=text)
            expect(read.utcoffset() == timedelta(0), expected="an offset of 0", got=text)
            second = timedelta(seconds=1)  # whole seconds will do
            low, high = (datetime.fromisoformat(moment[key]) for key in ("before", "after"))
            due = f"timestamp {low.isoformat(timespec='seconds')}, when the call was made"
            expect(low - second <= read <= high + second, expected=due, got=text)

    @criterion(points=2)
    def keeps_apart(self, scenario: Json, clash: Any) -> None:
        """a field never replaces level, message, timestamp or logger: it becomes `field_<name>`

        Fill in the fixed names first, then the fields, and look at each name before you put it in. All
        other names stay as they are.
        """
        taken = scenario["taken"]
        with seeing(_shown(CLASH.format(**scenario))):
            expect_returned(clash["call"], what="a line, no error")
            line = _only(clash)
            fixed = {"level": "WARNING", "message": scenario["event"], "logger": clash["name"]}
            for name, wanted in fixed.items():
                expect_equal(line.get(name), wanted, what=name)
            stamp = line.get("timestamp")
            expect(stamp not in (None, taken["timestamp"]), expected="the moment in timestamp", got=stamp)
            others = {f"field_{name}": value for name, value in taken.items()} | scenario["ordinary"]
            for name, wanted in others.items():
                expect_equal(line.get(name), wanted, what=name)

    @criterion(points=2)
    def writes_once(self, scenario: Json, once: Any, stdout: Any) -> None:
        """each line once, in the stream given last or the sys.stdout of the moment, and nowhere else

        logging.getLogger(name) returns the same object each time: a handler that is added stays. And a
        logger hands its records on to its parents, unless propagate is off. The root's handlers serve all
        other loggers: leave them there.
        """
        with seeing(_under_the_root(ONCE.format(name="load", **scenario))):
            first, second, child = (_numbers(once[name]) for name in ("first", "second", "child"))
            three = "lines of three loggers of one name on one stream, a line from each"
            expect_equal(first[:4], [0, 1, 2], what=three)
            expect_equal(second[:1], [3], what="lines in the new stream")
            expect_equal(child, [4], what="lines in the child's stream")
            expect_equal(first + second, [0, 1, 2, 3, 5], what="lines in the parent's streams")
            expect_equal(once["root"], [OTHER], what="records at the root logger's handlers")
        code = STDOUT.format(name="load", **scenario)
        with seeing(f"{code}print('early:', early.getvalue(), 'late:', late.getvalue())"):
            expect_equal(len(stdout["late"]), 1, what="lines in the sys.stdout of the call")
            expect_equal(len(stdout["early"]), 0, what="lines in the sys.stdout of before")

    @criterion(points=1, core=False)
    def filters(self, levels: Any) -> None:
        """writes what is at its level or above, however the level is spelled

        logger.setLevel("info") is an error, "INFO" is not. The level given last holds for all loggers of
        the name.
        """
        for given, lines in levels["seen"].items():
            level = "" if given == "default" else given
            with seeing(_shown(ALL_LEVELS, level)):
                got = [_field(line, "level") for line in lines]
                lowest = LEVELS.index(level.upper() or "INFO")
                expect_equal(got, list(LEVELS[lowest:]), what=f"levels written, the level {given}")
        with seeing(f"{TWO_LEVELS.format(name='load')}print(stream.getvalue())"):
            got = [_field(line, "level") for line in levels["later"]]
            expect_equal(got, ["ERROR"], what="levels written")

    @criterion(points=2, core=False)
    def tells_the_error(self, scenario: Json, errors: Any) -> None:
        """`exc_info` adds the error's type, message and stack, without the values of local variables

        traceback.format_exception gives the text. Tools that show the locals of each frame write the
        password of connect(password) into the log.
        """
        for key in ("within", "later"):
            with seeing(_shown(ERRORS[key].format(**scenario))):
                self._expect_error(scenario, errors[key])
        with seeing(_shown(ERRORS["within"].format(**scenario))):
            expect_equal(_only(errors["within"]).get("field_error"), "a field", what="field_error")
        for key in ("none", "false"):
            with seeing(_shown(ERRORS[key].format(**scenario))):
                extra = sorted({"error", "exc_info"} & set(_only(errors[key])))
                expect_equal(extra, [], what="fields about an error that is not there")

    @staticmethod
    def _expect_error(scenario: Json, seen: Json) -> None:
        expect_returned(seen["call"], what="a line, no error")
        line = _only(seen)
        error: Any = line.get("error")
        whole = isinstance(error, dict) and {"type", "message", "stack"} <= set(error)
        expect(whole, expected="error = {type, message, stack}", got=error)
        expect_equal(error["type"], scenario["error"], what="error.type")
        said = scenario["why"] in str(error["message"])
        expect(said, expected=f"error.message: {scenario['why']}", got=error["message"])
        down = isinstance(error["stack"], str) and "read_feed" in error["stack"]
        expected = "error.stack: the traceback down to read_feed, which raised"
        expect(down, expected=expected, got=error["stack"])
        secret = scenario["secret"]
        expected = "a line without the value of read_feed's variable `password`"
        expect(secret not in str(line), expected=expected, got=f"{secret} in the line")

    @criterion(points=2, core=False)
    def never_raises(self, scenario: Json, never: Any) -> None:
        """never raises, whatever it is given and whatever becomes of the stream

        str() of a foreign object may raise; so may write(). A log call is the last place where a pipeline
        should die.
        """
        for what, code in _never(scenario, "load").items():
            with seeing(f"import sys\n\nstream = sys.stdout\n{code}"):
                expect_returned(never[what], what=f"no error, with {what}")

    @criterion(points=1, core=False)
    def binds(self, scenario: Json, bound: Any) -> None:
        """`bind` returns a new logger with more fields; the old one stays as it is

        The copy needs a dict of its own: {**self.fields, **fields}. And it is the same logger: making a
        new StructuredLogger of the name would reset its stream.
        """
        run = {"run_id": "r1", "field_level": "bound"}
        stage = run | {"stage": "read", "origin": "EWR"}
        due = [
            ("stage", stage),
            ("run", run),
            ("log", {}),
            ('stage, called with origin="LGA"', stage | {"origin": "LGA"}),
            ("stage, called once more", stage),
        ]
        with seeing(_shown(BOUND.format(**scenario))):
            expect_returned(bound["call"], what="no error")
            expect_equal(_numbers(bound["lines"]), list(range(len(due))), what="lines")
            for (who, wanted), line in zip(due, bound["lines"], strict=True):
                names = ("run_id", "field_level", "stage", "origin")
                got = {name: line["object"][name] for name in names if name in line["object"]}
                expect_equal(got, wanted, what=f"bound fields in a line of {who}")

    @criterion(points=2, core=False, needs=(is_json,))
    def takes_hard_values(self, scenario: Json, hard: Any) -> None:
        """hard values: Rows keep their names, and nothing costs the line or its other fields

        A Row is a tuple, so ask for asDict first. Keep the ids of the containers you are in: who meets
        one again stops. Keys become text. Everything unknown becomes a text, in a try.
        """
        wanted = _hard_wanted(scenario)
        for what, seen in hard.items():
            with seeing(_shown(_hard_code(scenario, what))):
                expect_returned(seen["call"], what=f"a line with {what}")
                line = _only(seen)
                expect_equal(line.get("message"), scenario["event"], what="message")
                expect_equal(line.get("rows"), scenario["rows"], what="rows")
                expect("hard" in line, expected="the field hard", got=sorted(line))
                same = what not in wanted or _same(line["hard"], wanted[what])
                expect(same, expected=f"hard, {what}: {wanted.get(what)!r}", got=line["hard"])

    @criterion(points=1, core=False)
    def whole_lines(self, scenario: Json, whole: Any) -> None:
        """a line is written whole and flushed, also when several threads log

        logging's Handler.handle holds a lock around emit: what you write in there is not interrupted.
        Without a flush, the last lines die with the process.
        """
        code = WHOLE.format(name="load", **scenario)
        with seeing(f"{code}print(stream.getvalue())\nprint('flushed:', disk.seen())"):
            expect_equal(whole["broken"], [], what="lines that are not JSON")
            expect_equal(whole["lines"], THREADS * LINES, what="lines")
            flushed = "lines that another process reads right after one call"
            expect_equal(len(whole["flushed"]), 1, what=flushed)


# --- what the probes use ---------------------------------------------------------------------------------


def _name() -> str:
    """A logger's name that no other check has used in this process."""
    return f"check-{uuid.uuid4().hex[:8]}"


def _play(lab: Lab, answer: SimpleNamespace, code: str, **names: Any) -> tuple[Call, Json]:
    """Code as a learner would write it, and all names afterwards."""
    names["StructuredLogger"] = answer.StructuredLogger
    return lab.calling(code, exec, code, names), names


def _must_play(lab: Lab, answer: SimpleNamespace, code: str) -> Json:
    done, names = _play(lab, answer, code)
    if done.error is not None:
        raise LearnerError(done.error)
    return names


def _logged(lab: Lab, answer: SimpleNamespace, code: str, *, stream: Any = None, level: str = "INFO") -> Json:
    """One logger of a new name, what became of the code that uses it, and the lines in its stream."""
    name, stream = _name(), stream or io.StringIO()
    log = lab.must(answer.StructuredLogger, name, stream, **({"level": level} if level else {}))
    done, _ = _play(lab, answer, code, log=log)
    return {"name": name, "call": done.record(), "lines": read_lines(stream.getvalue())}


def _shown(code: str, level: str = "") -> str:
    """The same code on a card; it prints what was written, which may be nothing."""
    options = f", level={level!r}" if level else ""
    start = (
        f"from io import StringIO\n\nstream = StringIO()\nlog = StructuredLogger('load', stream{options})\n"
    )
    return f"{start}{code}print('written:', stream.getvalue())"


def _under_the_root(code: str) -> str:
    """Code on a card, with what reaches the root logger meanwhile."""
    start = "from autograder.worlds.log_lines import root_listens\n\nwith root_listens() as root:\n"
    streams = "for stream in (first, second, child):\n    print(stream.getvalue())\n"
    return f"{start}{indent(code, '    ')}{streams}print('at the root:', root)"


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


def _wanted(scenario: Json) -> Json:
    day, fee = scenario["day"], scenario["fee"]
    plain = {"rows": scenario["rows"], "carrier": scenario["carrier"], "late": True, "tailnum": None}
    typed = {"day": day, "at": scenario["at"], "fee": fee, "share": None, "worst": None}
    return {**plain, **typed, "batch": [day, {"fee": fee, "share": None}, 0.5]}


def _never(scenario: Json, name: str) -> dict[str, str]:
    """Every reason to raise, as code; ``stream`` is there."""
    event = scenario["event"]
    log = f"log = StructuredLogger({name!r}, stream)\n"
    stubborn = f"from {__name__} import Stubborn, StubbornError\n\n{log}"
    closed = "import io\n\nstream = io.StringIO()\nstream.close()\n"
    broken = "from autograder.worlds.log_lines import BrokenStream\n\nstream = BrokenStream()\n"
    return {
        "a stream whose disk is full": f"{broken}{log}log.info({event!r})",
        "a stream that is closed": f"{closed}{log}log.info({event!r})",
        "a field whose str() raises": f"{stubborn}log.info({event!r}, field=Stubborn())",
        "a message whose str() raises": f"{stubborn}log.info(Stubborn())",
        "an exception whose str() raises": f"{stubborn}try:\n    raise StubbornError\nexcept StubbornError:\n"
        f"    log.error({event!r}, exc_info=True)",
        "a message that is no text": f"{log}log.info(None, rows=[1])",
        "a message with percent signs": f"{log}log.info('100 % of %s, %d %(x)s')",
    }


def _hard_code(scenario: Json, what: str) -> str:
    known = scenario | {"first": scenario["key"][0], "second": scenario["key"][1]}
    return f"{HARD[what]}\nlog.info({{event!r}}, rows={{rows}}, hard=hard)\n".format(**known)


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


def _hard(lab: Lab, answer: SimpleNamespace, code: str) -> Json:
    disk = Disk()
    done, _ = _play(lab, answer, code, log=lab.must(answer.StructuredLogger, _name(), disk.stream))
    lines = read_lines(disk.seen())
    for line in lines:
        if "\\ud83d" in code and "hard" in line.get("object", {}):
            line["object"]["hard"] = "…"  # evidence is UTF-8 too
    return {"call": done.record(), "lines": lines}


# --- what the judges use ---------------------------------------------------------------------------------


def _only(seen: Json) -> Json:
    """The one line that was written, as an object."""
    lines = seen["lines"]
    expect(len(lines) == 1, expected="one line", got=f"{len(lines)} lines")
    got = f"{lines[0].get('text')} ({lines[0].get('problem')})"
    expect("object" in lines[0], expected="a line that is one JSON object", got=got)
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
