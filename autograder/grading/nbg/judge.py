"""Judges a boxed notebook from outside: evidence in, verdicts out, and a word for what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.cells import defined_names
from autograder.checks.errors import GraderError
from autograder.checks.exercise import Exercise
from autograder.checks.judge import judge, summarise
from autograder.checks.model import HandedIn, Json, Outcome, Report, Status
from autograder.checks.observation import HANDED_IN, WITNESS
from autograder.checks.result import EVIDENCE_MIME
from autograder.checks.run import draw
from autograder.grading.box import LEFT_OUT
from autograder.grading.course.marking import Marking
from autograder.grading.course.states import EndState

Outputs = Sequence[Mapping[str, Any]]
"""One cell's outputs as nbformat has them."""

UNDEFINED = re.compile(r"NameError: name '(\w+)' is not defined")

NO_ANSWER = {
    Outcome.NOT_ATTEMPTED: EndState.NOT_ATTEMPTED,
    Outcome.DID_NOT_RUN: EndState.DID_NOT_RUN,
}


@dataclass(frozen=True)
class Judged:
    """One check cell: its report, and how it ended.

    flags: reasons for a person to look. notes: what is good to know and nothing to suspect.
    """

    exercise: Exercise
    state: EndState
    report: Report | None = None
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    marking: Marking = field(default_factory=Marking)

    @property
    def points(self) -> float | None:
        """Points to enter in the gradebook; None when there is no number that could be defended."""
        return self.so_far if self.report and self.state.final else None

    @property
    def so_far(self) -> float:
        """What the verdicts are worth, also where a person has to look."""
        return self.marking.points(self.exercise, self.report) if self.report else 0.0


def judge_check(
    exercise: Exercise,
    seed: str,
    outputs: Outputs | None,
    witness: Json | None,
    handed_in: Json | None = None,
) -> Judged:
    """Judge one check cell.

    Parameters: ``outputs`` are what the box handed out for the cell, None when it never ran; ``witness``
    is what a second look at the files gave, ``{"seen": {witness: record}}`` or ``{"refused": reason}``; None
    when there was none. ``handed_in`` is what the exercise read among the files that were handed in, None
    when it reads none.
    """
    if outputs is None:
        return Judged(exercise, EndState.CRASHED)
    claim = _claim(outputs)
    if claim is None:
        return _without_claim(exercise, outputs)
    return _judge_claim(exercise, seed, claim, witness, handed_in)


def doubted(one: Judged, below: Iterable[str]) -> Judged:
    """The check with a flag, when its answer lacked a name that one of the cells ``below`` it defines.

    The learner may have run the cells in another order: whether that is a fault, a person decides.
    """
    lacked = UNDEFINED.search("".join(one.notes)) if one.state is EndState.DID_NOT_RUN else None
    if lacked is None or not any(lacked[1] in defined_names(source) for source in below):
        return one
    why = f"its cell lacked {lacked[1]}, which a cell below it defines: in which order were they run?"
    return replace(one, flags=(*one.flags, why))


def _claim(outputs: Outputs) -> Json | None:
    """The report in the cell's last result."""
    for output in reversed(outputs):
        data = output.get("data")
        if output.get("output_type") == "execute_result" and isinstance(data, Mapping):
            claim = data.get(EVIDENCE_MIME)
            return dict(claim) if isinstance(claim, Mapping) else None
    return None


def _without_claim(exercise: Exercise, outputs: Outputs) -> Judged:
    """A check that ends with another result than its evidence is not the course's; any other has crashed."""
    results = [output for output in outputs if output.get("output_type") == "execute_result"]
    if results and LEFT_OUT not in str(results):
        return _tampered(exercise, "the check cell shows another result than the check's")
    return Judged(exercise, EndState.CRASHED, flags=(_why_no_claim(outputs),))


def _why_no_claim(outputs: Outputs) -> str:
    errors = [output for output in outputs if output.get("output_type") == "error"]
    if errors:
        return f"the check cell raised {errors[-1].get('ename')}: {str(errors[-1].get('evalue'))[:200]}"
    large = LEFT_OUT in str(outputs)
    return "the check's evidence is larger than it may be" if large else "the check cell showed no evidence"


def _judge_claim(
    exercise: Exercise, seed: str, claim: Json, witness: Json | None, handed_in: Json | None
) -> Judged:
    for name, wanted in (("exercise", exercise.name), ("seed", seed)):
        if claim.get(name) != wanted:
            return _tampered(exercise, f"evidence for {name} {str(claim.get(name))[:60]!r}, not {wanted!r}")
    if claim.get("outcome") == Outcome.GRADER_ERROR:
        broken = Report(exercise.name, Outcome.GRADER_ERROR, max_points=exercise.max_points, seed=seed)
        why = str(claim.get("problem"))[:500]
        told = "the box says that our own check failed; only the box says so"
        return Judged(exercise, EndState.GRADER_ERROR, replace(broken, problem=why), (told,))
    return (
        (_ended_by_files(exercise, handed_in) if handed_in is not None else None)
        or _without_answer(exercise, seed, claim, handed_in)
        or _judge_evidence(exercise, seed, claim, witness, handed_in)
    )


def _ended_by_files(exercise: Exercise, handed_in: Json) -> Judged | None:
    """How the check ends when the file that it is about cannot be scored; None when it can, or is missing."""
    why = (str(handed_in.get("why"))[:500],)
    match handed_in["found"]:
        case HandedIn.UNREADABLE:
            return Judged(exercise, EndState.UNREADABLE, flags=why)
        case HandedIn.FOREIGN:
            return Judged(exercise, EndState.FOREIGN, flags=why)
        case HandedIn.READ | HandedIn.MISSING:
            return None
        case _:  # reading it broke our code
            return Judged(exercise, EndState.GRADER_ERROR, flags=why)


def _without_answer(exercise: Exercise, seed: str, claim: Json, handed_in: Json | None) -> Judged | None:
    """How the check ends when there is no answer to judge, or not the file that it is about; else None."""
    problem = str(claim.get("problem") or "")[:300]
    outcome = next((one for one in NO_ANSWER if claim.get("outcome") == one), None)
    if outcome is not None:
        if handed_in is not None and handed_in["found"] == HandedIn.READ:
            return _judge_file(exercise, seed, handed_in, problem or "its cell is still the stub")
        return _nothing(exercise, seed, outcome, problem)
    if handed_in is not None and handed_in["found"] == HandedIn.MISSING:
        untouched = _nothing(exercise, seed, Outcome.NOT_ATTEMPTED, "")
        return replace(untouched, flags=(str(handed_in.get("why"))[:500],))
    return None


def _nothing(exercise: Exercise, seed: str, outcome: Outcome, why: str) -> Judged:
    report = Report(exercise.name, outcome, max_points=exercise.max_points, seed=seed, problem=why)
    return Judged(exercise, NO_ANSWER[outcome], report, notes=(why,) if why else ())


def _judge_file(exercise: Exercise, seed: str, handed_in: Json, why: str) -> Judged:
    """Score the file alone: the learner did what it is about, and left the cell in the notebook as it was."""
    evidence = {**exercise.unasked, HANDED_IN: {"seen": handed_in}}
    verdicts = judge(exercise, draw(exercise, seed), evidence)
    report = summarise(exercise, verdicts, seed=seed)
    return Judged(exercise, EndState.GRADED, report, notes=(f"scored from the file alone: {why}",))


def _judge_evidence(
    exercise: Exercise, seed: str, claim: Json, witness: Json | None, handed_in: Json | None
) -> Judged:
    extra = claim.get("extra")
    evidence = extra.get("evidence") if isinstance(extra, Mapping) else None
    if not isinstance(evidence, Mapping) or not all(name in evidence for name in exercise.probes):
        return _tampered(exercise, "evidence that lacks a probe")
    flags = []
    claimed = evidence.get(WITNESS)
    if witness is not None and "refused" in witness:
        return _tampered(exercise, f"files that must not or cannot be read: {witness['refused']}")
    if witness is not None:
        if claimed != witness["seen"]:
            flags.append("what the notebook says of its files is not what they hold")
        evidence = {**evidence, WITNESS: witness["seen"]}
    if handed_in is not None:
        evidence = {**_or_unasked(exercise, evidence), HANDED_IN: {"seen": handed_in}}
    try:
        verdicts = judge(exercise, draw(exercise, seed), dict(evidence))
    except GraderError as error:  # it did not break in the box: the evidence has a form that no probe writes
        return _tampered(exercise, f"evidence that cannot be judged ({error})")
    report = summarise(exercise, verdicts, seed=seed, seconds=_seconds(claim))
    untried = tuple(_untried(report))
    # A graded run judges nothing, so whoever claims points wrote them there.
    if claim.get("outcome") != Outcome.OBSERVED or claim.get("points"):
        flags.append(
            f"it claims {str(claim.get('points'))[:20]} points; its evidence is worth {report.points}"
        )
    state = EndState.TAMPERED if flags else EndState.GRADED
    return Judged(exercise, state, report, (*flags, *untried))


def _untried(report: Report) -> Iterator[str]:
    """Criteria that this machine could not try: their points are missing, and nobody is to blame."""
    for one in report.verdicts:
        if one.status is Status.UNAVAILABLE:
            yield f"criterion {one.number} could not be tried here and gives nothing: {one.got[:200]}"


def _or_unasked(exercise: Exercise, evidence: Mapping[str, Any]) -> Json:
    """The evidence; where a file can be scored alone, an answer that raised is taken for one never asked."""
    records = {name: evidence[name] for name in exercise.unasked}
    raised = [name for name, one in records.items() if isinstance(one, Mapping) and "raised" in one]
    return {**evidence, **{name: exercise.unasked[name] for name in raised}}


def _tampered(exercise: Exercise, reason: str) -> Judged:
    return Judged(exercise, EndState.TAMPERED, flags=(reason,))


def _seconds(claim: Json) -> float:
    seconds = claim.get("seconds")
    return float(seconds) if isinstance(seconds, int | float) and 0 <= seconds < 86_400 else 0.0


WORST_FIRST = (
    EndState.GRADER_ERROR,
    EndState.TAMPERED,
    EndState.FOREIGN,
    EndState.UNREADABLE,
    EndState.TIMEOUT,
    EndState.OUT_OF_MEMORY,
    EndState.CRASHED,
    EndState.DID_NOT_RUN,
    EndState.GRADED,
    EndState.NOT_ATTEMPTED,
)


def end_state(box: EndState, checks: Sequence[Judged]) -> EndState:
    """The end state of a notebook: what befell its box, or the worst of its checks.

    A box that ran out of time or memory explains why checks have no evidence, so it counts before them.
    """
    found = {one.state for one in checks}
    if not box.final:
        found = (found - {EndState.CRASHED}) | {box}
    return worst(found)


def worst(found: Iterable[EndState]) -> EndState:
    """Of several end states the one to be told."""
    there = set(found)
    return next((state for state in WORST_FIRST if state in there), EndState.NOT_ATTEMPTED)
