"""One check from end to end: scenario, observation, judgement."""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder import paths
from autograder.checks.attempt import take_answers, why_no_answer
from autograder.checks.cases import forget_cases, known_case
from autograder.checks.errors import GraderError, error_text
from autograder.checks.evidence import describe_error, to_json
from autograder.checks.exercise import Exercise
from autograder.checks.judge import Tell, judge_asked, summarise
from autograder.checks.lab import Lab, quiet
from autograder.checks.model import Json, Outcome, Report, Verdict
from autograder.checks.observation import Observation
from autograder.checks.seen import Case

_LABS: dict[str, Lab] = {}
"""The lab of the last check of every exercise: its tables live until the next one."""


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
        why = why_no_answer(exercise, namespace)
        outcome = Outcome.DID_NOT_RUN if why else Outcome.NOT_ATTEMPTED
        return Report(exercise.name, outcome, max_points=exercise.max_points, seed=seed, problem=why)
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
    forget_cases(exercise)
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


def _wanted(exercise: Exercise, core: bool, only: Collection[int] | None) -> set[int] | None:
    """The criteria to judge; None for all."""
    if only is not None:
        return exercise.builds_on(set(only))
    return exercise.core if core else None


def _judge_live(observation: Observation, wanted: set[int] | None, tell: Tell | None) -> tuple[Verdict, ...]:
    """Judge while observing: a probe runs when the first criterion that still counts asks for it."""
    try:
        return judge_asked(observation.exercise, observation.scenario, observation, wanted, tell)
    finally:
        _close(observation.lab)


def last_case(name: str, criterion: int = 0) -> Case:
    """The case that a criterion failed on in the last check of an exercise; by default the first one."""
    if given_seed() is not None:
        return Case(name, "a graded run keeps no case")
    checked = "nothing failed in its last check" if name in _LABS else f'run lesson.check("{name}") first'
    return known_case(name, criterion) or Case(name, checked)
