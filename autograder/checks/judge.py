"""Judging: one verdict per criterion from scenario and evidence, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.checks.cases import keep_case
from autograder.checks.errors import CannotRun, Failed, GraderError, error_text
from autograder.checks.evidence import Evidence, Record, describe_error, seen
from autograder.checks.exercise import Exercise
from autograder.checks.marks import asks_for
from autograder.checks.model import Criterion, Json, Outcome, Report, Status, Verdict
from autograder.checks.observation import WITNESS, Observation
from autograder.checks.programs import LATE, PLAY_SECONDS, shortest
from autograder.checks.seen import Calls

Tell = Callable[[Criterion, Verdict | None], None]
"""Hears of every criterion when its turn comes (None) and when it is judged."""

SHOW = "case.show()"
"""The code with which a failure is seen where the exercise knows none that is better."""


def judge(exercise: Exercise, scenario: Json, evidence: Json) -> tuple[Verdict, ...]:
    """One verdict per criterion, from scenario and evidence alone."""
    probes = {name: record for name, record in evidence.items() if name != WITNESS}
    records = {**probes, **evidence.get(WITNESS, {})}
    return judge_asked(exercise, scenario, records, None, None)


def judge_asked(
    exercise: Exercise,
    scenario: Json,
    records: Mapping[str, Record],
    wanted: set[int] | None,
    tell: Tell | None,
) -> tuple[Verdict, ...]:
    """The same from any records, also those that are made when they are asked for.

    Parameters: ``wanted`` are the numbers of the criteria to judge, None for all; ``tell`` hears of each.
    """
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
        keep_case(exercise, item, function, scenario, records.lab, no)
    earned = max(0, min(no.earned, item.points))
    return Verdict(item.number, Status.FAILED, no.expected, no.got, code, earned)


def _hear(exercise: Exercise, function: Any, scenario: Json, records: Mapping[str, Record]) -> None:
    """Call a criterion with what it asks for; once for each program where it asks for one."""
    asked = asks_for(function)
    evidence = Evidence(records)
    known: Json = {"scenario": scenario}
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
