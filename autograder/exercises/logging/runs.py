"""``PipelineLogger``: the story a run tells, heard by a logger of the check's own and timed by its clock."""

from __future__ import annotations

import io
import random
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from textwrap import indent
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    seeing,
)
from autograder.worlds.log_lines import read_lines

ERRORS = ("ValueError", "OSError", "KeyError", "RuntimeError")
INTERRUPTS = ("KeyboardInterrupt", "SystemExit")
CLOSE = 0.01  # seconds: durations may be rounded
RUN = "pipeline_completed"
STAGE = "stage_completed"


SETUP = """\
from autograder.worlds.clock import FakeClock
from autograder.worlds.log_lines import Listener

clock, log, error = FakeClock(), Listener(), {kind}({why!r})
clock.advance({uptime})
"""
NEW = "PipelineLogger({pipeline!r}, {run_id!r}, log, clock=clock.monotonic)"

GOOD = """\
with {new} as run:
    with run.stage({stages[0]!r}):
        clock.advance({seconds[0]})
        run.log_metric({metrics[0][0]!r}, 1)
        with run.stage({stages[1]!r}):
            clock.advance({seconds[1]})
            run.log_metric({metrics[1][0]!r}, {metrics[1][1]})
        clock.advance({seconds[2]})
    with run.stage({stages[2]!r}):
        pass
    run.log_metric({metrics[0][0]!r}, {metrics[0][1]})
    clock.advance({seconds[3]})
"""
BY_HAND = {
    "well": """\
run = {new}
run.start()
clock.advance({seconds[0]})
for outcome in ([], [], [error]):
    run.complete(*outcome)
    clock.advance(1)
""",
    "badly": """\
run = {new}
run.start()
run.complete(error)
run.complete()
""",
    "inside": """\
with {new} as run:
    run.complete()
    raise error
""",
}
RUNNING = """\
run = {new}
run.start()
"""
FAILS = """\
with {new} as run, run.stage({stages[0]!r}), run.stage({stages[1]!r}):
    clock.advance({seconds[0]})
    raise error
"""
SURVIVES = """\
with {new} as run:
    try:
        with run.stage({stages[0]!r}), run.stage({stages[1]!r}):
            raise error
    except {kind}:
        pass
    with run.stage({stages[2]!r}):
        pass
"""
TOO_EARLY = {
    "complete()": "run = {new}\nrun.complete()\n",
    "log_metric('rows', 1)": "run = {new}\nrun.log_metric('rows', 1)\n",
    "stage('read')": "run = {new}\nwith run.stage('read'):\n    pass\n",
    "start() twice": "run = {new}\nrun.start()\nrun.start()\n",
}
SIDE_BY_SIDE = """\
first = PipelineLogger({pipeline!r}, {run_id!r}, Listener())
with first, first.stage({stages[0]!r}):
    first.log_metric({metrics[0][0]!r}, {metrics[0][1]})
    with {new} as run:
        run.log_metric({metrics[1][0]!r}, {metrics[1][1]})
        with run.stage({stages[1]!r}):
            pass
"""
IN_THREADS = """\
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

together = Barrier(3, timeout=5)

def part(number):
    with run.stage(f"part {{number}}"):
        together.wait()  # all three are in their stage
        run.log_metric(f"rows {{number}}", number)
        with run.stage(f"rows of {{number}}"):
            together.wait()

pool = ThreadPoolExecutor(3)
with {new} as run, run.stage({stages[0]!r}):
    for task in [pool.submit(copy_context().run, part, number) for number in (1, 2, 3)]:
        task.result(timeout=3)
    run.log_metric("rows", 6)
    pool.submit(run.log_metric, "without a context", 0).result(timeout=3)
"""
IN_TURNS = """\
from contextvars import copy_context

with {new} as run, run.stage({stages[0]!r}):
    tasks = [(copy_context(), number, run.stage(f"part {{number}}")) for number in (1, 2)]
    for context, _, part in tasks:  # as asyncio does it: one thread, by turns
        context.run(part.__enter__)
    for context, number, _ in tasks:
        context.run(run.log_metric, f"rows {{number}}", number)
    for context, _, part in tasks:
        context.run(part.__exit__, None, None, None)
    run.log_metric("rows", 3)
"""
TWO_AT_ONCE = """\
from autograder.worlds.interleaved import Halting

with {new} as run:
    name = Halting({metrics[0][0]!r}, lambda: run.log_metric({metrics[1][0]!r}, {metrics[1][1]}))
    run.log_metric(name, {metrics[0][1]})  # while it stores this, another thread logs the other one
    name.wait()
"""
OWN_IDS = """\
first_log = Listener()
for one in (first_log, log):
    run = PipelineLogger({pipeline!r}, logger=one)
    run.start()
    run.complete()
"""
OWN_LOGGER = """\
with PipelineLogger({pipeline!r}, {run_id!r}):
    pass
"""


PRINT_RUN = "print(run.run)"
RUNS = ("run", "first")


class Story:
    """A run as a learner would write it: the code that is played here, and shown on the card."""

    def __init__(self, scenario: Json, code: str, kind: str = "") -> None:
        known = scenario | {"kind": kind or scenario["error"], "new": NEW.format(**scenario)}
        self.setup, self.code = SETUP.format(**known), code.format(**known)

    def run(self, answer: SimpleNamespace, lab: Lab) -> tuple[Call, Json]:
        """Play it; the call and all names afterwards."""
        names: Json = {"PipelineLogger": answer.PipelineLogger}
        exec(self.setup, names)
        return lab.calling(self.code, exec, self.code, names), names

    def play(self, answer: SimpleNamespace, lab: Lab) -> Json:
        """What became of it, all events, and the sums of its runs."""
        done, names = self.run(answer, lab)
        runs = {
            name: lab.calling(f"{name}.run", _sum, names, name).record() for name in RUNS if name in names
        }
        same = done.exception is names["error"]
        return {"call": done.record(), "same": same, "events": names["log"].events} | runs

    def shown(self, then: str = "") -> str:
        """The code of the card; it prints what was raised and logged."""
        tried = f"try:\n{indent(self.code, '    ')}except BaseException as raised:\n    print(repr(raised))\n"
        return f"{self.setup}{tried}for event in log.events:\n    print(event)\n{then}"


def _sum(names: Json, name: str) -> Any:
    return names[name].run


class PipelineLogger(Exercise):
    """``PipelineLogger(pipeline_name, …)``: start, stages, metrics, and exactly one end."""

    name = "pipeline_logger"
    answers = ("PipelineLogger",)
    hints = (
        "What has to be remembered between start and complete, and what between the start and the end of a "
        "stage? What must happen at the end of a stage whichever way it ends?",
        "Bind pipeline and run_id to the logger once. Keep the stage you are in in a ContextVar: it is the "
        "parent of the next. A stage is a try around the yield, with `except BaseException as error: …; "
        "raise` and a finally that logs the end. complete() asks whether the run has ended before it logs.",
        "In stage: fields = {'stage': name, 'parent': self._stage.get()}; began = self._clock(); log "
        "stage_started; token = self._stage.set(name); failure = None; try: yield; except BaseException as "
        "error: failure = error; raise; finally: self._stage.reset(token), and log stage_completed with "
        "status, duration_seconds = self._clock() - began, and error = {'type', 'message'} when there is a "
        "failure. complete: the same for the run.",
    )

    def scenario(self, rng: random.Random) -> Json:
        stages = rng.sample(["read", "validate", "merge", "aggregate", "publish"], 3)
        return {
            "pipeline": rng.choice(["flights", "on_time_daily", "schedule"]),
            "run_id": f"run-{rng.randrange(10**6):06}",
            "stages": stages,
            "seconds": [rng.randint(1, 900) + rng.choice([0.0, 0.25, 0.5]) for _ in range(4)],
            "uptime": rng.choice([0.0, 12.5, 86_400.0]),
            "metrics": [["rows_read", rng.randint(500, 999)], ["share_late", round(rng.random(), 3)]],
            "error": rng.choice(sorted(ERRORS)),
            "interrupt": rng.choice(sorted(INTERRUPTS)),
            "why": f"gate {rng.randint(1, 40)} is shut",
        }

    # --- what is seen ------------------------------------------------------------------------------------

    @probe
    def good(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run with a stage in a stage and one after them, and a metric in three places."""
        before = datetime.now(UTC)
        seen = Story(scenario, GOOD).play(answer, lab)
        return seen | {"before": before.isoformat(), "after": datetime.now(UTC).isoformat()}

    @probe
    def by_hand(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """start and complete without ``with``, complete three times; then failed, then complete again."""
        return {name: Story(scenario, code).play(answer, lab) for name, code in BY_HAND.items()}

    @probe
    def running(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run that has started and not ended."""
        return Story(scenario, RUNNING).play(answer, lab)

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """An error, and an interrupt, out of a stage in a stage."""
        kinds = (scenario["error"], scenario["interrupt"])
        return {kind: Story(scenario, FAILS, kind).play(answer, lab) for kind in kinds}

    @probe
    def survived(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """An error that is caught between stages."""
        return Story(scenario, SURVIVES).play(answer, lab)

    @probe
    def too_early(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """What cannot be before start, and start after start."""
        return {what: Story(scenario, code).play(answer, lab) for what, code in TOO_EARLY.items()}

    @probe
    def own_ids(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        """The ids of two runs that were given none, from their events."""
        _, names = Story(scenario, OWN_IDS).run(answer, lab)
        logs = [names[name].events for name in ("first_log", "log")]
        return [[event["fields"].get("run_id") for event in events] for events in logs]

    @probe
    def side_by_side(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A second run, from start to end, while the first one is in a stage."""
        return Story(scenario, SIDE_BY_SIDE).play(answer, lab)

    @probe
    def own_logger(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run that is given no logger, and what stands on sys.stdout after it."""
        code, out = OWN_LOGGER.format(**scenario), io.StringIO()

        def act() -> None:
            with redirect_stdout(out):
                exec(code, {"PipelineLogger": answer.PipelineLogger})

        return {"call": lab.calling(code, act).record(), "lines": read_lines(out.getvalue())}

    @probe
    def in_threads(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Three threads at once, each in a stage of its own with another one in it; one without a context."""
        return Story(scenario, IN_THREADS).play(answer, lab)

    @probe
    def in_turns(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Two contexts that take turns in one thread."""
        return Story(scenario, IN_TURNS).play(answer, lab)

    @probe
    def two_at_once(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A metric that is logged while another one is being stored."""
        return Story(scenario, TWO_AT_ONCE).play(answer, lab)

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def is_named(self, scenario: Json, good: Any, own_ids: Any) -> None:
        """every line has `pipeline` and `run_id`; a run that is given no id makes one of its own

        logger.bind(pipeline=…, run_id=…) in __init__, and log through what it returns. A new id is made
        in each __init__, never as a default in the signature.
        """
        with seeing(Story(scenario, GOOD).shown()):
            expect_returned(good["call"], what="a run without errors")
            expect(good["events"], expected="events in the given logger", got="none")
            wanted = {"pipeline": scenario["pipeline"], "run_id": scenario["run_id"]}
            for event in good["events"]:
                got = {name: event["fields"].get(name) for name in wanted}
                expect_equal(got, wanted, what=f"who, in a line {event['message']!r}")
        first, second = own_ids
        with seeing(Story(scenario, OWN_IDS).shown("for event in first_log.events:\n    print(event)")):
            expect(first and second, expected="events of both runs", got=own_ids)
            same = [set(map(str, ids)) for ids in own_ids]
            expect(
                len(same[0]) == len(same[1]) == 1 and same[0] != same[1] and all(map(all, own_ids)),
                expected="one id in all lines of a run, another one in the other run",
                got=own_ids,
            )

    @criterion(points=2, needs=(is_named,))
    def tells_the_story(self, scenario: Json, good: Any) -> None:
        """the events in order, with stage, metric and value

        The event's name is the message, always the same text; what varies is a field.
        """
        outer, inner, last = scenario["stages"]
        (first, value), (second, share) = scenario["metrics"]
        due = [
            ["pipeline_started", None, None, None],
            ["stage_started", outer, None, None],
            ["metric", outer, first, 1],
            ["stage_started", inner, None, None],
            ["metric", inner, second, share],
            [STAGE, inner, None, None],
            [STAGE, outer, None, None],
            ["stage_started", last, None, None],
            [STAGE, last, None, None],
            ["metric", None, first, value],
            [RUN, None, None, None],
        ]
        names = ("stage", "metric", "value")
        got = [[e["message"], *map(e["fields"].get, names)] for e in good["events"]]
        with seeing(Story(scenario, GOOD).shown()):
            expect_equal([row[0] for row in got], [row[0] for row in due], what="messages")
            for seen, wanted in zip(got, due, strict=True):
                expect_equal(seen, wanted, what="[message, stage, metric, value]")

    @criterion(points=2, needs=(tells_the_story,))
    def measures(self, scenario: Json, good: Any) -> None:
        """`duration_seconds` of each stage and of the run, by `clock`

        Ask self._clock() at both ends, and subtract. One variable for all stages holds the start of the
        last one only.
        """
        outer, inner, last = scenario["stages"]
        waits = scenario["seconds"]
        due = {outer: sum(waits[:3]), inner: waits[1], last: 0.0, None: sum(waits)}
        with seeing(Story(scenario, GOOD).shown()):
            for event in _ends(good["events"]):
                fields = event["fields"]
                stage, got = fields.get("stage"), fields.get("duration_seconds")
                what = f"stage {stage!r}" if stage else "the run"
                close = isinstance(got, int | float) and abs(got - due[stage]) <= CLOSE
                expect(close, expected=f"duration_seconds of {what}: {due[stage]}", got=got)
                expect_equal(fields.get("status"), "succeeded", what=f"status of {what}, which went well")

    @criterion(points=3, needs=(tells_the_story,))
    def tells_failures(self, scenario: Json, failing: Any, survived: Any, good: Any) -> None:
        """an exception makes them failed, says which, at level error, and reaches the caller; Ctrl-C too

        KeyboardInterrupt and SystemExit are no Exception: catch BaseException, and raise again what you
        caught. __exit__ gets the exception as its second argument; returning True would swallow it.
        """
        for kind, seen in failing.items():
            with seeing(Story(scenario, FAILS, kind).shown()):
                expect_raised(seen["call"], kind, what=f"the {kind} at the caller")
                expect(seen["same"], expected="the very error that was raised", got="another error object")
                self._expect_failed(scenario, kind, _ends(seen["events"]))
        with seeing(Story(scenario, SURVIVES).shown()):
            caught = [event["fields"].get("status") for event in _ends(survived["events"])]
            expect_equal(caught, ["failed", "failed", "succeeded", "succeeded"], what="status of each end")
        with seeing(Story(scenario, GOOD).shown()):
            loud = [event["message"] for event in good["events"] if event["level"] != "info"]
            expect_equal(loud, [], what="lines above level info in a run that went well")

    @staticmethod
    def _expect_failed(scenario: Json, kind: str, ends: list[Json]) -> None:
        outer, inner, _ = scenario["stages"]
        got = [(event["message"], event["fields"].get("stage")) for event in ends]
        expect_equal(
            got, [(STAGE, inner), (STAGE, outer), (RUN, None)], what="ends of the stages and of the run"
        )
        for event in ends:
            fields, where = event["fields"], f"in {event['message']} of {event['fields'].get('stage')}"
            expect_equal(fields.get("status"), "failed", what=f"status {where}")
            expect_equal(event["level"], "error", what=f"level {where}")
            error = fields.get("error") if isinstance(fields.get("error"), dict) else {}
            told = error.get("type") == kind and scenario["why"] in str(error.get("message"))
            wanted = f"error {where}: type {kind}, message {scenario['why']!r}"
            expect(told, expected=wanted, got=fields.get("error"))

    @criterion(points=2, needs=(tells_the_story,))
    def ends_once(self, scenario: Json, by_hand: Any) -> None:
        """exactly one `pipeline_completed`: a second complete does nothing

        Remember that the run has ended. Leaving a `with` after complete() is a second complete too, and
        must not hide the exception that comes along.
        """
        for name, status in (("well", "succeeded"), ("badly", "failed"), ("inside", "succeeded")):
            seen = by_hand[name]
            with seeing(Story(scenario, BY_HAND[name]).shown()):
                got = [e["fields"].get("status") for e in seen["events"] if e["message"] == RUN]
                expect_equal(got, [status], what=f"status of each {RUN}")
                events = [e["message"] for e in seen["events"]]
                expect_equal(events, ["pipeline_started", RUN], what="events")
                if name != "inside":
                    expect_returned(seen["call"], what="no error of complete")
        with seeing(Story(scenario, BY_HAND["inside"]).shown()):
            what = "the error, which came after complete(), at the caller"
            expect_raised(by_hand["inside"]["call"], scenario["error"], what=what)

    @criterion(points=1, needs=(tells_the_story,))
    def names_parents(self, scenario: Json, good: Any, survived: Any, side_by_side: Any) -> None:
        """a stage names its parent, also after a stage that failed

        Remember the stage you are in: set it at the start, put the one before back in a finally.
        """
        outer, inner, _ = scenario["stages"]
        for story, seen in ((GOOD, good), (SURVIVES, survived)):
            with seeing(Story(scenario, story).shown()):
                for event in (e for e in seen["events"] if str(e["message"]).startswith("stage_")):
                    stage, parent = event["fields"].get("stage"), event["fields"].get("parent")
                    what = f"parent of stage {stage!r} in {event['message']}"
                    expect_equal(parent, outer if stage == inner else None, what=what)
        with seeing(Story(scenario, SIDE_BY_SIDE).shown()):
            expect_returned(side_by_side["call"], what="two runs without errors")
            for event in side_by_side["events"]:
                others = {event["fields"].get("stage"), event["fields"].get("parent")} - {None, inner}
                expect_equal(sorted(others), [], what="stages of the other run in its lines")

    @criterion(points=1, core=False, needs=(is_named,))
    def refuses_disorder(self, scenario: Json, too_early: Any) -> None:
        """what comes before start, or starts twice, is a RuntimeError and no line

        A complete without a start would log a duration since nothing. Say what to do: call start().
        """
        for what, seen in too_early.items():
            when = what if "twice" in what else f"{what} before start()"
            with seeing(Story(scenario, TOO_EARLY[what]).shown()):
                error = expect_raised(seen["call"], "RuntimeError", what=f"RuntimeError for {when}")
                expect("start" in error["message"], expected="a text that says start", got=error["message"])
                messages = [event["message"] for event in seen["events"]]
                due = ["pipeline_started"] if "twice" in what else []
                expect_equal(messages, due, what=f"lines after {when}")

    @criterion(points=1, core=False, needs=(measures, tells_failures, ends_once))
    def sums_up(
        self, scenario: Json, good: Any, running: Any, by_hand: Any, failing: Any, side_by_side: Any
    ) -> None:
        """`run` sums it up as a PipelineRun

        datetime.now(UTC) at both ends; the last value of each metric; the error as class and message.
        """
        with seeing(Story(scenario, GOOD).shown(PRINT_RUN)):
            self._expect_sum(scenario, good)
        for code, seen, status in (
            (RUNNING, running, "running"),
            (BY_HAND["well"], by_hand["well"], "succeeded"),
        ):
            with seeing(Story(scenario, code).shown(PRINT_RUN)):
                run = expect_returned(seen["run"], what="a PipelineRun")
                expect_equal(run.get("status"), status, what="status")
        with seeing(Story(scenario, FAILS).shown(PRINT_RUN)):
            run = expect_returned(failing[scenario["error"]]["run"], what="a PipelineRun")
            expect_equal(run.get("status"), "failed", what="status after an error")
            text = str(run.get("error"))
            told = text.startswith(f"{scenario['error']}: ") and scenario["why"] in text
            expect(told, expected=f"error: {scenario['error']}: … {scenario['why']}", got=text)
        with seeing(Story(scenario, SIDE_BY_SIDE).shown(f"print(first.run)\n{PRINT_RUN}")):
            for name, (metric, value) in zip(("first", "run"), scenario["metrics"], strict=True):
                run = expect_returned(side_by_side[name], what="a PipelineRun")
                expect_equal(run.get("metrics"), {metric: value}, what="metrics of one of two runs")

    @staticmethod
    def _expect_sum(scenario: Json, seen: Json) -> None:
        run = expect_returned(seen["run"], what="a PipelineRun")
        wanted = {"run_id": scenario["run_id"], "pipeline": scenario["pipeline"], "status": "succeeded"}
        metrics = dict(map(tuple, scenario["metrics"]))
        for name, value in {**wanted, "metrics": metrics, "error": None}.items():
            expect_equal(run.get(name), value, what=name)
        took, due = run.get("duration_seconds"), sum(scenario["seconds"])
        close = isinstance(took, int | float) and abs(took - due) <= CLOSE
        expect(close, expected=f"duration_seconds: {due}", got=took)
        low, high = (datetime.fromisoformat(seen[key]) for key in ("before", "after"))
        for name in ("started_at", "finished_at"):
            moment = _moment(run.get(name))
            zoned = moment is not None and moment.utcoffset() == timedelta(0)
            expect(zoned, expected=f"{name}: a moment in UTC", got=run.get(name))
            expect(low <= moment <= high, expected=f"{name}: the time of the run", got=run.get(name))

    @criterion(points=1, core=False, needs=(is_named,))
    def makes_a_logger(self, scenario: Json, own_logger: Any) -> None:
        """given no logger, it makes a StructuredLogger of the pipeline's name

        StructuredLogger(pipeline_name) when logger is None. Under one name all pipelines would share the
        stream and the level of the last one.
        """
        with seeing(OWN_LOGGER.format(**scenario)):
            expect_returned(own_logger["call"], what="a run without errors")
            expect(own_logger["lines"], expected="lines on sys.stdout", got="none")
            for line in own_logger["lines"]:
                got = line["object"].get("logger") if "object" in line else line["text"]
                expect_equal(got, scenario["pipeline"], what="`logger` in its lines")

    @criterion(points=2, core=False, needs=(names_parents,))
    def tells_threads_apart(self, scenario: Json, in_threads: Any, in_turns: Any) -> None:
        """threads and tasks of one run are each in a stage of their own

        A ContextVar in place of the list: get it for the parent, set it, and reset it with the token. Made in
        __init__, because two runs are in different stages. threading.local knows neither asyncio's tasks nor
        copy_context().
        """
        outer = scenario["stages"][0]
        for code, seen, count in ((IN_TURNS, in_turns, 2), (IN_THREADS, in_threads, 3)):
            parts = range(1, count + 1)
            stages = {outer: None} | {f"part {n}": outer for n in parts}
            metrics = {"rows": outer} | {f"rows {n}": f"part {n}" for n in parts}
            if code is IN_THREADS:
                stages |= {f"rows of {n}": f"part {n}" for n in parts}
                metrics["without a context"] = None
            with seeing(Story(scenario, code).shown()):
                expect_returned(seen["call"], what="a run without errors")
                for message in ("stage_started", STAGE):
                    got = _by(seen["events"], message, "stage", "parent")
                    expect_equal(got, stages, what=f"the parent of each stage, in {message}")
                got = _by(seen["events"], "metric", "metric", "stage")
                expect_equal(got, metrics, what="the stage of each metric")

    @criterion(points=1, core=False, needs=(sums_up,))
    def keeps_metrics(self, scenario: Json, two_at_once: Any) -> None:
        """no metric is lost when two threads log at once

        To read the metrics, add one and write them back is three steps, and another thread comes in
        between. Do it in `with self._lock`, or change one dict in place.
        """
        with seeing(Story(scenario, TWO_AT_ONCE).shown(PRINT_RUN)):
            expect_returned(two_at_once["call"], what="a run without errors")
            run = expect_returned(two_at_once["run"], what="a PipelineRun")
            expect_equal(run.get("metrics"), dict(map(tuple, scenario["metrics"])), what="metrics")


def _by(events: list[Json], message: str, key: str, value: str) -> Json:
    found = (event["fields"] for event in events if event["message"] == message)
    return {str(fields.get(key)): fields.get(value) for fields in found}


def _ends(events: list[Json]) -> list[Json]:
    return [event for event in events if event["message"] in (STAGE, RUN)]


def _moment(text: Any) -> Any:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


EXERCISES = (PipelineLogger(),)
