"""One check from end to end: scenario, observe, witness, judge."""

from __future__ import annotations

import dis
import inspect
import os
import random
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

from autograder import paths
from autograder.checks.evidence import (
    STUB_TEXT,
    Evidence,
    LearnerError,
    describe_error,
    error_text,
    is_learner_file,
    to_plain,
)
from autograder.checks.exercise import Exercise
from autograder.checks.judging import CannotRun, Failed
from autograder.checks.lab import Lab, quiet
from autograder.checks.model import Criterion, Outcome, Plain, Report, Status, Verdict


class OurError(Exception):
    """A probe or a judge of ours broke; shown as our fault, never as the learner's."""


def check(
    exercise: Exercise, namespace: Mapping[str, Any], *, seed: str | None = None, root: Path | None = None
) -> Report:
    """Check one exercise in this process.

    Parameters: ``namespace`` holds the learner's names; ``seed`` decides the scenario (drawn
    anew by default); ``root`` is the folder to work in.
    """
    started = time.perf_counter()
    seed = seed or given_seed() or secrets.token_hex(8)
    answer = take_answers(exercise, namespace)
    if answer is None:
        return Report(exercise.name, Outcome.NOT_ATTEMPTED, max_points=exercise.max_points, seed=seed)
    try:
        scenario = draw(exercise, seed)
        evidence = observe(exercise, scenario, answer, root or lab_root() / exercise.name)
        verdicts = judge(exercise, scenario, evidence)
    except OurError as error:
        return Report(
            exercise.name, Outcome.GRADER_ERROR, max_points=exercise.max_points, seed=seed, problem=str(error)
        )
    seconds = time.perf_counter() - started
    return summarise(exercise, verdicts, seed=seed, seconds=seconds, extra={"evidence": evidence})


def given_seed() -> str | None:
    """The seed of a notebook that is being graded; None where learners check themselves."""
    return os.environ.get("AUTOGRADER_SEED")


def lab_root() -> Path:
    """The folder under which checks work; grading sets its own."""
    return Path(os.environ.get("AUTOGRADER_LAB", paths.BUILD / "lab" / str(os.getpid())))


def draw(exercise: Exercise, seed: str) -> Plain:
    """The scenario of a seed: the same seed gives the same scenario, on every machine."""
    return to_plain_object(exercise.scenario(random.Random(f"{exercise.name}:{seed}")))


def to_plain_object(value: Plain) -> Plain:
    """A scenario passes through JSON form, so that the judge elsewhere sees exactly the same."""
    return {str(k): to_plain(v) for k, v in value.items()}


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


def observe(exercise: Exercise, scenario: Plain, answer: SimpleNamespace, root: Path) -> Plain:
    """Run every probe and the witness; return the evidence as JSON."""
    evidence: Plain = {}
    with quiet():
        lab = Lab(root)
        try:
            for name, run in exercise.probes:
                evidence[name] = _run_probe(exercise, name, run, scenario, answer, lab)
            evidence["witness"] = run_witness(exercise, scenario, evidence, root)
            evidence |= _files_beside(exercise)
        finally:
            _close(lab)
    return evidence


def _run_probe(
    exercise: Exercise, name: str, run: Any, scenario: Plain, answer: SimpleNamespace, lab: Lab
) -> Plain:
    try:
        return {"seen": to_plain(run(exercise, scenario, answer, lab))}
    except CannotRun as reason:
        return {"unavailable": str(reason)}
    except LearnerError as error:
        return {"raised": error.error}
    except BaseException as error:
        return {"raised": _blame(error, f"probe {name} of {exercise.name}")}


def _blame(error: BaseException, where: str) -> Plain:
    """The learner's error when one of their lines is in the traceback, else ours."""
    described = describe_error(error)
    trace = error.__traceback__
    while trace is not None:
        if is_learner_file(trace.tb_frame.f_code.co_filename):
            return described
        trace = trace.tb_next
    if isinstance(error, KeyboardInterrupt):
        raise error
    raise OurError(f"{where}: {error_text(described)}") from error


def run_witness(exercise: Exercise, scenario: Plain, evidence: Plain, root: Path) -> Plain:
    """What the exercise's witness sees in ``root``: ``{"seen": …}`` or ``{"unavailable": reason}``.

    Raises OurError when it breaks.
    """
    try:
        return {"seen": to_plain(exercise.witness(scenario, Evidence(evidence), root))}
    except (Failed, CannotRun) as nothing_to_see:
        return {"unavailable": str(nothing_to_see)}
    except Exception as error:
        raise OurError(f"witness of {exercise.name}: {error_text(describe_error(error))}") from error


def _files_beside(exercise: Exercise) -> Plain:
    """What the exercise reads in the notebook's folder, if it reads anything there."""
    files = {path.name: path for path in Path.cwd().iterdir() if path.is_file()}
    try:
        found = exercise.handed_in(files)
    except Exception as error:
        raise OurError(f"files of {exercise.name}: {error_text(describe_error(error))}") from error
    return {} if found is None else {"handed_in": {"seen": to_plain(found)}}


def _close(lab: Lab) -> None:
    try:
        lab.close()
    except Exception as error:
        raise OurError(f"cleaning up: {error_text(describe_error(error))}") from error


def judge(exercise: Exercise, scenario: Plain, evidence: Plain) -> tuple[Verdict, ...]:
    """One verdict per criterion, from scenario and evidence alone."""
    verdicts: dict[int, Verdict] = {}
    for item, function in exercise.judges:
        blocked = _blocked(item, verdicts)
        verdicts[item.number] = blocked or _judge_one(exercise, item, function, scenario, evidence)
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
    exercise: Exercise, item: Criterion, function: Any, scenario: Plain, evidence: Plain
) -> Verdict:
    try:
        function(exercise, scenario, Evidence(evidence))
    except Failed as no:
        earned = max(0, min(no.earned, item.points))
        return Verdict(item.number, Status.FAILED, no.expected, no.got, no.reproduce, earned)
    except CannotRun as reason:
        return Verdict(item.number, Status.UNAVAILABLE, got=str(reason))
    except Exception as error:
        raise OurError(
            f"criterion {item.number} of {exercise.name}: {error_text(describe_error(error))}"
        ) from error
    return Verdict(item.number, Status.PASSED)


def summarise(
    exercise: Exercise,
    verdicts: tuple[Verdict, ...],
    *,
    seed: str,
    seconds: float,
    extra: Plain | None = None,
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
        extra=extra or {},
    )
