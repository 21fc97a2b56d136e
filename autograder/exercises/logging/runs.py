"""``PipelineLogger``: the story a run tells, heard by a logger of the check's own and timed by its clock."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
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
    expect_raised,
    expect_returned,
    probe,
)
from autograder.worlds.clock import FakeClock
from autograder.worlds.log_lines import Listener, read_lines

ERRORS = {kind.__name__: kind for kind in (ValueError, OSError, KeyError, RuntimeError)}
INTERRUPTS = {kind.__name__: kind for kind in (KeyboardInterrupt, SystemExit)}
CLOSE = 0.01  # seconds: durations may be rounded
RUN = "pipeline_completed"
STAGE = "stage_completed"


class World:
    """One run under test, the events it logged, and a clock that moves when told."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab, **options: Any) -> None:
        self.clock, self.listener, self.lab = FakeClock(), Listener(), lab
        self.clock.advance(scenario["uptime"])
        self.scenario = scenario
        usual = {"run_id": scenario["run_id"], "logger": self.listener, "clock": self.clock.monotonic}
        self.run = lab.must(answer.PipelineLogger, scenario["pipeline"], **(usual | options))

    def play(self, act: Callable[[World], Any]) -> Json:
        """What became of ``act``, and all events so far."""
        done = self.lab.call(act, self)
        return {"call": done.record(), "events": self.listener.events}


class PipelineLogger(Exercise):
    """``PipelineLogger(pipeline_name, …)``: start, stages, metrics, and exactly one end."""

    name = "pipeline_logger"
    answers = ("PipelineLogger",)
    hints = (
        "What has to be remembered between start and complete, and what between the start and the end of a "
        "stage? What must happen at the end of a stage whichever way it ends?",
        "Bind pipeline and run_id to the logger once. Keep a list of the stages you are in: the last one is "
        "the parent of the next. A stage is a try around the yield, with `except BaseException as error: …; "
        "raise` and a finally that logs the end. complete() asks whether the run has ended before it logs.",
        "In stage: fields = {'stage': name, 'parent': the last stage or None}; began = self._clock(); log "
        "stage_started; append the name; failure = None; try: yield; except BaseException as error: failure "
        "= error; raise; finally: pop, and log stage_completed with status, duration_seconds = self._clock() "
        "- began, and error = {'type', 'message'} when there is a failure. complete: the same for the run.",
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
        outer, inner, last = scenario["stages"]
        (first, value), (second, share) = scenario["metrics"]
        waits = scenario["seconds"]

        def act(world: World) -> None:
            with world.run as run:
                with run.stage(outer):
                    world.clock.advance(waits[0])
                    run.log_metric(first, 1)
                    with run.stage(inner):
                        world.clock.advance(waits[1])
                        run.log_metric(second, share)
                    world.clock.advance(waits[2])
                with run.stage(last):
                    pass
                run.log_metric(first, value)
                world.clock.advance(waits[3])

        before = datetime.now(UTC)
        world = World(scenario, answer, lab)
        seen = world.play(act)
        times = {"before": before.isoformat(), "after": datetime.now(UTC).isoformat()}
        return seen | times | {"run": _summary(lab, world.run)}

    @probe
    def by_hand(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """start and complete without ``with``, complete three times; then failed, then complete again."""
        error = ERRORS[scenario["error"]](scenario["why"])

        def well(world: World) -> None:
            world.run.start()
            found["running"] = _summary(lab, world.run)
            world.clock.advance(scenario["seconds"][0])
            for outcome in (None, None, error):
                world.run.complete(outcome) if outcome else world.run.complete()
                world.clock.advance(1)

        def badly(world: World) -> None:
            world.run.start()
            world.run.complete(error)
            world.run.complete()

        def inside(world: World) -> None:
            with world.run as run:
                run.complete()
                raise error

        found: Json = {}
        for name, act in (("well", well), ("badly", badly), ("inside", inside)):
            world = World(scenario, answer, lab)
            found[name] = world.play(act) | {"run": _summary(lab, world.run)}
        return found

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """An error, and an interrupt, out of a stage in a stage; an error that is caught between stages."""
        outer, inner, last = scenario["stages"]
        kinds = {scenario["error"]: ERRORS[scenario["error"]], scenario["interrupt"]: None}

        def act(world: World, error: BaseException) -> None:
            with world.run as run, run.stage(outer), run.stage(inner):
                world.clock.advance(scenario["seconds"][0])
                raise error

        def survives(world: World) -> None:
            with world.run as run:
                try:
                    with run.stage(outer), run.stage(inner):
                        raise ERRORS[scenario["error"]](scenario["why"])
                except ERRORS[scenario["error"]]:
                    pass
                with run.stage(last):
                    pass

        found: Json = {"kinds": {}}
        for name, kind in kinds.items():
            error = (kind or INTERRUPTS[name])(scenario["why"])
            world = World(scenario, answer, lab)
            done = lab.call(act, world, error)
            found["kinds"][name] = {
                "call": done.record(),
                "same": done.exception is error,
                "events": world.listener.events,
                "run": _summary(lab, world.run),
            }
        return found | {"survived": World(scenario, answer, lab).play(survives)}

    @probe
    def too_early(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """What cannot be before start, and start after start."""

        def in_a_stage(run: Any) -> None:
            with run.stage("read"):
                pass

        acts: dict[str, Callable[[Any], Any]] = {
            "complete()": lambda run: run.complete(),
            "log_metric('rows', 1)": lambda run: run.log_metric("rows", 1),
            "stage('read')": in_a_stage,
            "start() twice": lambda run: (run.start(), run.start()),
        }
        found = {}
        for what, act in acts.items():
            world = World(scenario, answer, lab)
            found[what] = {"call": lab.call(act, world.run).record(), "events": world.listener.events}
        return found

    @probe
    def own_ids(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Any]:
        """The ids of two runs that were given none, from their events."""
        ids = []
        for _ in range(2):
            world = World(scenario, answer, lab, run_id=None)
            world.play(lambda w: w.run.start())
            world.play(lambda w: w.run.complete())
            ids.append([event["fields"].get("run_id") for event in world.listener.events])
        return ids

    @probe
    def side_by_side(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A second run, from start to end, while the first one is in a stage."""
        outer, inner, _ = scenario["stages"]
        (name, value), (other, share) = scenario["metrics"]
        first, second = World(scenario, answer, lab), World(scenario, answer, lab)

        def act(world: World) -> None:
            with world.run as run, run.stage(outer):
                run.log_metric(name, value)
                with second.run as late:
                    late.log_metric(other, share)
                    with late.stage(inner):
                        pass

        return {
            "call": first.play(act)["call"],
            "events": second.listener.events,
            "first": _summary(lab, first.run),
            "second": _summary(lab, second.run),
        }

    @probe
    def own_logger(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run that is given no logger, and what stands on sys.stdout after it."""
        out = io.StringIO()

        def act() -> None:
            with redirect_stdout(out), answer.PipelineLogger(scenario["pipeline"], scenario["run_id"]):
                pass

        return {"call": lab.call(act).record(), "lines": read_lines(out.getvalue())}

    # --- what must hold ----------------------------------------------------------------------------------

    @criterion(points=2)
    def is_named(self, scenario: Json, good: Any, own_ids: Any) -> None:
        """every line has `pipeline` and `run_id`; a run that is given no id makes one of its own

        logger.bind(pipeline=…, run_id=…) in __init__, and log through what it returns. A new id is made
        in each __init__, never as a default in the signature.
        """
        seen, reproduce = good, "with PipelineLogger(name, run_id, logger) as run: …"
        expect_returned(seen["call"], what="a run without errors", reproduce=reproduce)
        expect(seen["events"], expected="events in the given logger", got="none", reproduce=reproduce)
        wanted = {"pipeline": scenario["pipeline"], "run_id": scenario["run_id"]}
        for event in seen["events"]:
            got = {name: event["fields"].get(name) for name in wanted}
            expect_equal(got, wanted, what=f"who, in a line {event['message']!r}", reproduce=reproduce)
        first, second = own_ids
        reproduce = "two PipelineLogger without run_id, each started and completed"
        expect(first and second, expected="events of both runs", got=[first, second], reproduce=reproduce)
        same = [set(map(str, ids)) for ids in (first, second)]
        expect(
            len(same[0]) == len(same[1]) == 1 and same[0] != same[1] and all(map(all, (first, second))),
            expected="one id in all lines of a run, another one in the other run",
            got=[first, second],
            reproduce=reproduce,
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
        reproduce = "a stage in a stage, then one more; a metric in each of the first two, and one at the end"
        messages = [row[0] for row in got]
        expect_equal(messages, [row[0] for row in due], what="messages", reproduce=reproduce)
        for seen, wanted in zip(got, due, strict=True):
            expect_equal(seen, wanted, what="[message, stage, metric, value]", reproduce=reproduce)

    @criterion(points=2, needs=(tells_the_story,))
    def measures(self, scenario: Json, good: Any) -> None:
        """`duration_seconds` of each stage and of the run, by `clock`

        Ask self._clock() at both ends, and subtract. One variable for all stages holds the start of the
        last one only.
        """
        outer, inner, last = scenario["stages"]
        waits = scenario["seconds"]
        due = {outer: sum(waits[:3]), inner: waits[1], last: 0.0, None: sum(waits)}
        for event in _ends(good["events"]):
            stage = event["fields"].get("stage")
            got = event["fields"].get("duration_seconds")
            what = f"stage {stage!r}" if stage else "the run"
            close = isinstance(got, int | float) and abs(got - due[stage]) <= CLOSE
            expect(
                close,
                expected=f"duration_seconds of {what}: {due[stage]}",
                got=got,
                reproduce="PipelineLogger(…, clock=fake) and move the fake clock within the stages",
            )
            what = f"status of {what}, which went well"
            expect_equal(event["fields"].get("status"), "succeeded", what=what)

    @criterion(points=3, needs=(tells_the_story,))
    def tells_failures(self, scenario: Json, failing: Any, good: Any) -> None:
        """an exception makes them failed, says which, at level error, and reaches the caller; Ctrl-C too

        KeyboardInterrupt and SystemExit are no Exception: catch BaseException, and raise again what you
        caught. __exit__ gets the exception as its second argument; returning True would swallow it.
        """
        outer, inner, _ = scenario["stages"]
        for kind, seen in failing["kinds"].items():
            reproduce = f"raise {kind}({scenario['why']!r}) in a stage in a stage of a run"
            expect_raised(seen["call"], kind, what=f"the {kind} at the caller", reproduce=reproduce)
            same = "the very error that was raised"
            expect(seen["same"], expected=same, got="another error object", reproduce=reproduce)
            ends = [(e["message"], e["fields"].get("stage")) for e in _ends(seen["events"])]
            due = [(STAGE, inner), (STAGE, outer), (RUN, None)]
            expect_equal(ends, due, what="ends of the stages and of the run", reproduce=reproduce)
            for event in _ends(seen["events"]):
                fields, where = event["fields"], f"in {event['message']} of {event['fields'].get('stage')}"
                expect_equal(fields.get("status"), "failed", what=f"status {where}", reproduce=reproduce)
                expect_equal(event["level"], "error", what=f"level {where}", reproduce=reproduce)
                error = fields.get("error")
                got = error if isinstance(error, dict) else {}
                told = got.get("type") == kind and scenario["why"] in str(got.get("message"))
                wanted = f"error {where}: type {kind}, message {scenario['why']!r}"
                expect(told, expected=wanted, got=error, reproduce=reproduce)
        caught = [event["fields"].get("status") for event in _ends(failing["survived"]["events"])]
        due_caught = ["failed", "failed", "succeeded", "succeeded"]
        reproduce = "an error that leaves two stages and is caught in the run; then one more stage"
        expect_equal(caught, due_caught, what="status of each end", reproduce=reproduce)
        loud = [event["message"] for event in good["events"] if event["level"] != "info"]
        expect_equal(loud, [], what="lines above level info in a run that went well")

    @criterion(points=2, needs=(tells_the_story,))
    def ends_once(self, scenario: Json, by_hand: Any) -> None:
        """exactly one `pipeline_completed`: a second complete does nothing

        Remember that the run has ended. Leaving a `with` after complete() is a second complete too, and
        must not hide the exception that comes along.
        """
        seen = by_hand
        cases = (
            ("well", "succeeded", "start(), then complete() twice and complete(error)"),
            ("badly", "failed", "start(), complete(error), complete()"),
            ("inside", "succeeded", "complete() inside the `with`, then an error"),
        )
        for name, status, reproduce in cases:
            got = [e["fields"].get("status") for e in seen[name]["events"] if e["message"] == RUN]
            expect_equal(got, [status], what=f"status of each {RUN}", reproduce=reproduce)
            events = [e["message"] for e in seen[name]["events"]]
            expect_equal(events, ["pipeline_started", RUN], what="events", reproduce=reproduce)
        for name, _, reproduce in cases[:2]:
            expect_returned(seen[name]["call"], what="no error of complete", reproduce=reproduce)
        what = "the error, which came after complete(), at the caller"
        expect_raised(seen["inside"]["call"], scenario["error"], what=what, reproduce=cases[2][2])

    @criterion(points=1, needs=(tells_the_story,))
    def names_parents(self, scenario: Json, good: Any, failing: Any, side_by_side: Any) -> None:
        """a stage names its parent, also after a stage that failed

        A list of the stages you are in: append at the start, pop in a finally.
        """
        outer, inner, last = scenario["stages"]
        for name, events in (("good", good), ("caught", failing["survived"])):
            reproduce = f"stage {inner!r} in stage {outer!r}, then stage {last!r}"
            reproduce += ", after an error that was caught outside" if name == "caught" else ""
            for event in (e for e in events["events"] if str(e["message"]).startswith("stage_")):
                stage, parent = event["fields"].get("stage"), event["fields"].get("parent")
                due = outer if stage == inner else None
                what = f"parent of stage {stage!r} in {event['message']}"
                expect_equal(parent, due, what=what, reproduce=reproduce)
        reproduce = f"a run of its own, with stage {inner!r}, while another run is in stage {outer!r}"
        expect_returned(side_by_side["call"], what="two runs without errors", reproduce=reproduce)
        for event in side_by_side["events"]:
            got = {event["fields"].get("stage"), event["fields"].get("parent")} - {None, inner}
            expect_equal(sorted(got), [], what="stages of the other run in its lines", reproduce=reproduce)

    @criterion(points=1, core=False, needs=(is_named,))
    def refuses_disorder(self, too_early: Any) -> None:
        """what comes before start, or starts twice, is a RuntimeError and no line

        A complete without a start would log a duration since nothing. Say what to do: call start().
        """
        for what, seen in too_early.items():
            when = what if "twice" in what else f"{what} before start()"
            error = expect_raised(seen["call"], "RuntimeError", what=f"RuntimeError for {when}")
            expect("start" in error["message"], expected="a text that says start", got=error["message"])
            messages = [event["message"] for event in seen["events"]]
            due = ["pipeline_started"] if "twice" in what else []
            expect_equal(messages, due, what=f"lines after {when}", reproduce=when)

    @criterion(points=1, core=False, needs=(measures, tells_failures, ends_once))
    def sums_up(self, scenario: Json, evidence: Evidence) -> None:
        """`run` sums it up as a PipelineRun

        datetime.now(UTC) at both ends; the last value of each metric; the error as class and message.
        """
        seen, reproduce = evidence["good"], "run.run after the `with`"
        run = expect_returned(seen["run"], what="a PipelineRun", reproduce=reproduce)
        metrics = dict(map(tuple, scenario["metrics"]))
        wanted = {"run_id": scenario["run_id"], "pipeline": scenario["pipeline"], "status": "succeeded"}
        for name, value in {**wanted, "metrics": metrics, "error": None}.items():
            expect_equal(run.get(name), value, what=name, reproduce=reproduce)
        took = run.get("duration_seconds")
        close = isinstance(took, int | float) and abs(took - sum(scenario["seconds"])) <= CLOSE
        expect(close, expected=f"duration_seconds: {sum(scenario['seconds'])}", got=took, reproduce=reproduce)
        _expect_moments(run, seen, reproduce)
        by_hand = evidence["by_hand"]
        running = expect_returned(by_hand["running"], what="a PipelineRun between start and complete")
        expect_equal(running["status"], "running", what="status between start and complete")
        expect_equal(by_hand["well"]["run"]["value"]["status"], "succeeded", what="status after complete()")
        failed = evidence["failing"]["kinds"][scenario["error"]]["run"]["value"]
        expect_equal(failed["status"], "failed", what="status after an error")
        text, due = str(failed["error"]), f"{scenario['error']}: … {scenario['why']}"
        told = text.startswith(f"{scenario['error']}: ") and scenario["why"] in text
        expect(told, expected=f"error: {due}", got=text, reproduce=f"raise {scenario['error']} in the `with`")
        reproduce = "two runs at the same time, one metric in each"
        for which, (metric, value) in zip(("first", "second"), scenario["metrics"], strict=True):
            run = expect_returned(evidence["side_by_side"][which], what="a PipelineRun", reproduce=reproduce)
            what = f"metrics of the {which} run"
            expect_equal(run.get("metrics"), {metric: value}, what=what, reproduce=reproduce)

    @criterion(points=1, core=False, needs=(is_named,))
    def makes_a_logger(self, scenario: Json, own_logger: Any) -> None:
        """given no logger, it makes a StructuredLogger of the pipeline's name

        StructuredLogger(pipeline_name) when logger is None. Under one name all pipelines would share the
        stream and the level of the last one.
        """
        seen, reproduce = own_logger, f"with PipelineLogger({scenario['pipeline']!r}): pass"
        expect_returned(seen["call"], what="a run without errors", reproduce=reproduce)
        expect(seen["lines"], expected="lines on sys.stdout", got="none", reproduce=reproduce)
        for line in seen["lines"]:
            got = line["object"].get("logger") if "object" in line else line["text"]
            expect_equal(got, scenario["pipeline"], what="`logger` in its lines", reproduce=reproduce)


def _summary(lab: Lab, run: Any) -> Json:
    return lab.call(lambda: run.run).record()


def _ends(events: list[Json]) -> list[Json]:
    return [event for event in events if event["message"] in (STAGE, RUN)]


def _expect_moments(run: Json, seen: Json, reproduce: str) -> None:
    low, high = (datetime.fromisoformat(seen[key]) for key in ("before", "after"))
    for name in ("started_at", "finished_at"):
        moment = _moment(run.get(name))
        zoned = moment is not None and moment.utcoffset() == timedelta(0)
        expect(zoned, expected=f"{name}: a moment in UTC", got=run.get(name), reproduce=reproduce)
        right = zoned and low <= moment <= high
        expect(right, expected=f"{name}: the time of the run", got=run.get(name), reproduce=reproduce)


def _moment(text: Any) -> Any:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


EXERCISES = (PipelineLogger(),)
