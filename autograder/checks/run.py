"""One check from end to end: scenario, observation, judgement."""

from __future__ import annotations

import dis
import inspect
import os
import random
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

from autograder import paths
from autograder.checks.errors import CannotRun, Failed, GraderError, error_text
from autograder.checks.evidence import STUB_TEXT, Evidence, Record, describe_error, seen, to_json
from autograder.checks.exercise import Exercise
from autograder.checks.lab import Lab, quiet
from autograder.checks.marks import asks_for
from autograder.checks.model import Criterion, Json, Outcome, Report, Status, Verdict
from autograder.checks.observation import WITNESS, Observation
from autograder.checks.programs import LATE, PLAY_SECONDS, shortest
from autograder.checks.seen import Calls, Case

Tell = Callable[[Criterion, Verdict | None], None]
"""Hears of every criterion when its turn comes (None) and when it is judged."""

SHOW = "case.show()"
"""The code with which a failure is seen where the exercise knows none that is better."""

_LABS: dict[str, Lab] = {}
"""The lab of the last check of every exercise: its tables live until the next one."""
_CASES: dict[tuple[str, int], Case] = {}
"""(exercise, criterion) → its case in the last check; the first that failed is under 0."""


def check(
    exercise: Exercise,
    namespace: Mapping[str, Any],
    *,
    seed: str | None = None,
    root: Path | None = None,
    core: bool = False,
    only: Collection[int] | None = None,
    tell: Tell | None = None,
) -> Report:
    """Check one exercise in this process.

    Parameters: ``namespace`` holds the learner's names; ``seed`` decides the scenario (drawn
    anew by default); ``root`` is the folder to work in; ``core`` leaves the stretch criteria out, ``only``
    all but these and what they build on; ``tell`` hears of each verdict as it falls.

    A notebook that is being graded is only observed: its report holds the evidence and no verdict.
    """
    started = time.perf_counter()
    graded = given_seed() is not None
    seed = given_seed() or seed or secrets.token_hex(8)
    answer = take_answers(exercise, namespace)
    if answer is None:
        return Report(exercise.name, Outcome.NOT_ATTEMPTED, max_points=exercise.max_points, seed=seed)
    try:
        scenario = draw(exercise, seed)
        lab = _next_lab(exercise, root or lab_root() / exercise.name)
        observation = Observation(exercise, scenario, answer, lab)
        if graded:
            report = _observed(exercise, seed, observation)
        else:
            wanted = _wanted(exercise, core, only)
            report = summarise(exercise, _judge_live(observation, wanted, tell), seed=seed)
    except GraderError as error:
        return Report(
            exercise.name, Outcome.GRADER_ERROR, max_points=exercise.max_points, seed=seed, problem=str(error)
        )
    printed = "" if graded else lab.printed.getvalue()
    return replace(report, seconds=time.perf_counter() - started, printed=printed)


def _next_lab(exercise: Exercise, root: Path) -> Lab:
    """A new lab; what the last check of this exercise left to look at goes."""
    if exercise.name in _LABS:
        _LABS.pop(exercise.name).forget()
    for key in [key for key in _CASES if key[0] == exercise.name]:
        del _CASES[key]
    lab = _LABS[exercise.name] = Lab(root)
    return lab


def _observed(exercise: Exercise, seed: str, observation: Observation) -> Report:
    """The report of a graded run: evidence and nothing else, for it is judged outside of the box."""
    evidence = observe(observation)
    return Report(
        exercise.name,
        Outcome.OBSERVED,
        max_points=exercise.max_points,
        seed=seed,
        extra={"evidence": evidence},
    )


def observe(observation: Observation) -> Json:
    """Run every probe and every witness; the evidence as JSON."""
    with quiet():
        try:
            return observation.everything()
        finally:
            _close(observation.lab)


def _close(lab: Lab) -> None:
    try:
        with quiet():
            lab.close()
    except Exception as error:
        raise GraderError(f"cleaning up: {error_text(describe_error(error))}") from error


def last_case(name: str, criterion: int = 0) -> Case:
    """The case that a criterion failed on in the last check of an exercise; by default the first one."""
    if given_seed() is not None:
        return Case(name, "a graded run keeps no case")
    if (name, criterion) in _CASES:
        return _CASES[name, criterion]
    checked = "nothing failed in its last check" if name in _LABS else f'run lesson.check("{name}") first'
    return Case(name, checked)


# --- the learner's names -----------------------------------------------------------------------------------


def given_seed() -> str | None:
    """The seed of a notebook that is being graded; None where learners check themselves."""
    return os.environ.get("AUTOGRADER_SEED")


def lab_root() -> Path:
    """The folder under which checks work; grading sets its own."""
    return Path(os.environ.get("AUTOGRADER_LAB", paths.BUILD / "lab" / str(os.getpid())))


def draw(exercise: Exercise, seed: str) -> Json:
    """The scenario of a seed: the same seed gives the same scenario, on every machine.

    It passes through JSON form, so that the judge elsewhere sees exactly the same.
    """
    scenario = dict(exercise.scenario(random.Random(f"{exercise.name}:{seed}")))
    programs = exercise.programs(seed)
    return {str(k): to_json(v) for k, v in (scenario | ({"programs": programs} if programs else {})).items()}


def take_answers(exercise: Exercise, namespace: Mapping[str, Any]) -> SimpleNamespace | None:
    """The learner's functions and classes; None when one is missing or still the stub."""
    found = {name: namespace.get(name) for name in exercise.answers}
    if any(value is None or is_stub(value) for value in found.values()):
        return None
    return SimpleNamespace(**found)


def is_stub(value: Any) -> bool:
    """True while a function, or every method of a class, is the untouched stub."""
    if inspect.isclass(value):
        methods = [m for m in vars(value).values() if isinstance(m, FunctionType)]
        return any(is_stub(m) for m in methods)
    if not isinstance(value, FunctionType):
        return False
    value = inspect.unwrap(value)
    work = [
        i for i in dis.get_instructions(value) if i.opname not in ("RESUME", "PUSH_NULL", "CACHE", "PRECALL")
    ]
    # The stub is nothing but: load NotImplementedError, load the text, call, raise.
    return (
        STUB_TEXT in value.__code__.co_consts and work[0].argval == "NotImplementedError" and len(work) <= 5
    )


# --- judging -----------------------------------------------------------------------------------------------


def judge(exercise: Exercise, scenario: Json, evidence: Json) -> tuple[Verdict, ...]:
    """One verdict per criterion, from scenario and evidence alone."""
    probes = {name: record for name, record in evidence.items() if name != WITNESS}
    records = {**probes, **evidence.get(WITNESS, {})}
    return _judge(exercise, scenario, records, None, None)


def _wanted(exercise: Exercise, core: bool, only: Collection[int] | None) -> set[int] | None:
    """The criteria to judge; None for all."""
    if only is not None:
        return exercise.builds_on(set(only))
    return {c.number for c in exercise.criteria if c.core} if core else None


def _judge_live(observation: Observation, wanted: set[int] | None, tell: Tell | None) -> tuple[Verdict, ...]:
    """Judge while observing: a probe runs when the first criterion that still counts asks for it."""
    try:
        return _judge(observation.exercise, observation.scenario, observation, wanted, tell)
    finally:
        _close(observation.lab)


def _judge(
    exercise: Exercise,
    scenario: Json,
    records: Mapping[str, Record],
    wanted: set[int] | None,
    tell: Tell | None,
) -> tuple[Verdict, ...]:
    verdicts: dict[int, Verdict] = {}
    for item, function in exercise.judges:
        if wanted is not None and item.number not in wanted:
            verdicts[item.number] = Verdict(item.number, Status.LEFT_OUT)
            continue
        if tell:
            tell(item, None)
        blocked = _blocked(item, verdicts)
        verdicts[item.number] = blocked or _judge_one(exercise, item, function, scenario, records)
        if tell:
            tell(item, verdicts[item.number])
    return tuple(verdicts.values())


def _blocked(item: Criterion, verdicts: dict[int, Verdict]) -> Verdict | None:
    """The verdict of a criterion that cannot be judged because an earlier one is not met."""
    open_ones = [verdicts[n] for n in item.needs if verdicts[n].status is not Status.PASSED]
    if not open_ones:
        return None
    if all(v.status is Status.UNAVAILABLE for v in open_ones):
        return Verdict(item.number, Status.UNAVAILABLE, got=open_ones[0].got)
    return Verdict(item.number, Status.SKIPPED, got=f"builds on criterion {open_ones[0].number}, still open")


def _judge_one(
    exercise: Exercise, item: Criterion, function: Any, scenario: Json, records: Mapping[str, Record]
) -> Verdict:
    try:
        _hear(exercise, function, scenario, records)
    except Failed as no:
        return _failure(exercise, item, function, scenario, records, no)
    except CannotRun as reason:
        return Verdict(item.number, Status.UNAVAILABLE, got=str(reason))
    except Exception as error:
        where = f"criterion {item.number} of {exercise.name}"
        raise GraderError(f"{where}: {error_text(describe_error(error))}") from error
    return Verdict(item.number, Status.PASSED)


def _failure(
    exercise: Exercise,
    item: Criterion,
    function: Any,
    scenario: Json,
    records: Mapping[str, Record],
    no: Failed,
) -> Verdict:
    code = no.reproduce or SHOW
    if "case" in code:
        code = f'case = lesson.last("{exercise.name}", {item.number})\n{code}'
    if isinstance(records, Observation):
        _keep_case(exercise, item, function, scenario, records.lab, no)
    earned = max(0, min(no.earned, item.points))
    return Verdict(item.number, Status.FAILED, no.expected, no.got, code, earned)


def _hear(exercise: Exercise, function: Any, scenario: Json, records: Mapping[str, Record]) -> None:
    """Call a criterion with what it asks for; once for each program where it asks for one."""
    asked = asks_for(function)
    evidence = Evidence(records)
    known: Json = {"scenario": scenario, "evidence": evidence}
    if "program" not in asked:
        function(exercise, **{name: known[name] if name in known else evidence[name] for name in asked})
        return
    probe = next(name for name in asked if exercise.is_played(name))
    known |= {n: evidence[n] for n in asked if n not in (*known, probe, "program")}

    def judged(program: Json, record: Record) -> None:
        given = {**known, "program": program, probe: seen(_in_time(record))}
        function(exercise, **{name: given[name] for name in asked})

    for program, record in zip(scenario["programs"][probe], evidence[probe], strict=True):
        try:
            judged(program, record)
        except Failed as no:
            if isinstance(records, Observation) and record != LATE:
                raise _shortest_failure(records, probe, program, judged) or no from None
            raise


def _in_time(record: Record) -> Record:
    if record == LATE:
        raise Failed(
            expected=f"hundreds of runs within {PLAY_SECONDS:.0f} seconds",
            got="runs that take far longer: your code waits by a clock of its own",
        )
    return record


def _shortest_failure(
    observation: Observation, probe: str, program: Json, judged: Callable[[Json, Record], None]
) -> Failed | None:
    """How the shortest program fails that fails like this one; ``lesson.last`` shows its calls.

    None when this one does not fail again: the answer is left to chance.
    """
    failures: list[tuple[Failed, Calls]] = []

    def fails(candidate: Json) -> bool:
        try:
            record = observation.play(probe, candidate)
            observation.lab.keep(program=candidate)
            judged(candidate, record)
        except Failed as no:
            failures.append((no, observation.lab.calls[probe]))
            return True
        except Exception:  # leaving something out made it a program that the model does not know
            return False
        return False

    shortest(program, observation.exercise.smaller, fails)
    if not failures:
        return None
    no, observation.lab.calls[probe] = failures[-1]
    return no


def _keep_case(
    exercise: Exercise, item: Criterion, function: Any, scenario: Json, lab: Lab, no: Failed
) -> None:
    """Keep what the criterion looked at for ``lesson.last``."""
    asked = _probes_behind(exercise, asks_for(function))
    noted = [lab.calls[name] for name in asked if name in lab.calls]
    case = Case(
        exercise.name,
        f"{item.number}. {item.title}",
        expected=no.expected,
        got=no.got,
        scenario=scenario,
        calls=[call for one in noted for call in one.calls],
        kept={name: thing for one in noted for name, thing in one.kept.items()},
    )
    _CASES[exercise.name, item.number] = case
    _CASES.setdefault((exercise.name, 0), case)


def _probes_behind(exercise: Exercise, asked: tuple[str, ...]) -> list[str]:
    """The probes that a criterion asks for, itself or through witnesses and other probes."""
    found: list[str] = []
    for name in asked:
        function = exercise.probes.get(name) or exercise.witnesses.get(name)
        if function is not None:
            found += [n for n in _probes_behind(exercise, asks_for(function)) if n not in found]
            found += [name] if name in exercise.probes and name not in found else []
    return found


def summarise(
    exercise: Exercise, verdicts: tuple[Verdict, ...], *, seed: str, seconds: float = 0.0
) -> Report:
    """Add the verdicts up: points, outcome, and whether the fast track's core is passed."""
    status = {v.number: v.status for v in verdicts}
    fine = (Status.PASSED, Status.UNAVAILABLE)
    earned = {v.number: v.earned for v in verdicts}
    passed = Status.PASSED
    points = sum(c.points if status[c.number] is passed else earned[c.number] for c in exercise.criteria)
    return Report(
        exercise=exercise.name,
        outcome=Outcome.CORRECT if all(s in fine for s in status.values()) else Outcome.INCORRECT,
        verdicts=verdicts,
        points=points,
        max_points=exercise.max_points,
        core_passed=all(status[c.number] in fine for c in exercise.criteria if c.core),
        seed=seed,
        seconds=seconds,
    )
