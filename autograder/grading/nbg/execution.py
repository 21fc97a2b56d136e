"""Runs one learner's submissions in one box, and hands each notebook's outputs to nbgrader's steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.checks.exercise import Exercise
from autograder.checks.model import Collected, HandedIn, Json
from autograder.grading.box import Job, Limits, run_box
from autograder.grading.box.doctor import require_closed_box
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.seeds import course_key, seed
from autograder.grading.course.states import EndState
from autograder.grading.course.submission import MAX_BYTES, Submission
from autograder.grading.nbg.reaching import reaching
from autograder.grading.nbg.restore import restore
from autograder.grading.nbg.taken import Taken, handed_in_as, take


@dataclass(frozen=True)
class Ran:
    """One submission's notebook as it ran: what `steps` need to know of it.

    outputs: by cell number, of the cells that ran. witnesses: by exercise, from the second look at its files.
    notes: what was mended before it ran. flags: reasons for a person to look.
    handed_in: by exercise, what it read among the files that were handed in, for the exercises that do.
    """

    state: EndState
    seed: str
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    witnesses: dict[str, dict[str, Any]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""
    handed_in: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """One submission, ready to run: the restored notebook and its seed.

    file: where the notebook is among the submission's files. notes: what was mended. flags: reasons for a
    person to look. handed_in: by exercise, what it read among the files.
    """

    submission: Submission
    file: Path
    notebook: NotebookNode
    seed: str
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    handed_in: dict[str, Json] = field(default_factory=dict)


def ready_to_run(submission: Submission, released: Path, own_seed: str, course: Path | None = None) -> Work:
    """Restore a submission's notebook to the shape of the ``released`` one; read its other files.

    Raises what ``take`` raises when there is no notebook of the lesson that can be read.
    """
    shape = nbformat.read(released, as_version=4)
    return _work(submission, take(submission, shape), shape, own_seed, course)


def _work(
    submission: Submission, taken: Taken, shape: NotebookNode, own_seed: str, course: Path | None
) -> Work:
    notebook, notes = restore(taken.notebook, shape)
    for exercise in exercises.of_lesson(submission.lesson):
        copies = _copies(exercise, submission)
        notes += [f"{path.name} was taken for {name}" for name, path in copies.items()]
    return Work(
        submission,
        taken.path,
        notebook,
        own_seed,
        notes=(*taken.notes, *notes),
        flags=tuple(reaching(notebook, shape)),
        handed_in=read_files(submission, course),
    )


def read_files(submission: Submission, course: Path | None) -> dict[str, Json]:
    """Exercise → what it reads among the files that were handed in; nothing they hold makes this raise."""
    found: dict[str, Json] = {}
    for exercise in exercises.of_lesson(submission.lesson):
        try:
            files = {**submission.files, **_copies(exercise, submission)}
            read = _left_out(exercise, submission.refused) or exercise.handed_in(
                files, _collected(submission, course)
            )
        except Exception as error:  # a private bank that is broken, for instance: said at this exercise
            read = {"found": "broken", "why": f"reading what was handed in: {type(error).__name__}: {error}"}
        if read is not None:
            found[exercise.name] = read
    return found


def _collected(submission: Submission, course: Path | None) -> Collected:
    """What else is known of the files. Raises BadRules."""
    attempts = CourseFolder(course).rules().exam_attempts if course else None
    at = datetime.fromisoformat(submission.handed_in).timestamp() if submission.handed_in else None
    return Collected(submission.learner, course, at, attempts)


def _copies(exercise: Exercise, submission: Submission) -> dict[str, Path]:
    """The files that an exercise reads, where they were handed in under a copy's name."""
    found = {name: handed_in_as(submission, name) for name in exercise.reads}
    return {name: submission.files[other] for name, other in found.items() if other not in ("", name)}


def _left_out(exercise: Exercise, refused: Mapping[str, str]) -> Json | None:
    """What is said of a file that the exercise reads and that was left out: it is there, so not missing."""
    why = [f"{name} was left out: {refused[name]}" for name in exercise.reads if name in refused]
    return {"found": str(HandedIn.UNREADABLE), "why": "; ".join(why)} if why else None


_prepared: dict[tuple[str, str], Ran] = {}


def prepare(learner: str, ran: Mapping[str, Ran]) -> None:
    """Leave what has run already, lesson → Ran, for the steps of this process to pick up, once."""
    _prepared.update({(learner, lesson): one for lesson, one in ran.items()})


def outputs_of(course: CourseFolder, learner: str, lesson: str) -> Ran:
    """What a notebook shows: prepared by the engine, or run now, as under plain `nbgrader autograde`."""
    ready = _prepared.pop((learner, lesson), None)
    if ready is not None:
        return ready
    handed_in = course.submission(learner, lesson)
    own_seed = seed(course_key(course.key), handed_in.digest(), lesson)
    shape = nbformat.read(course.released(lesson), as_version=4)
    taken = take(handed_in, shape, renamed=False)  # nbgrader has read the file of the lesson's name
    work = _work(handed_in, taken, shape, own_seed, course.root)
    return run_notebooks([work], course.rules().box())[lesson]


def run_notebooks(work: Sequence[Work], limits: Limits | None = None) -> dict[str, Ran]:
    """Run one learner's notebooks in one box; lesson → Ran.

    A notebook that took its box down with it takes no other along: the others run again, each in its own box.

    Raises OpenBox, NoBox and CannotLimit when this machine has no box to be trusted.
    """
    warnings = require_closed_box()
    found: dict[str, Ran] = {}
    for some in _together(work):
        found |= _run_together(some, limits, warnings)
        lost = [one for one in some if len(some) > 1 and _may_be_anothers_fault(found[one.submission.lesson])]
        for one in lost:
            found |= _run_together([one], limits, warnings)
    return found


def _together(work: Sequence[Work]) -> Iterator[list[Work]]:
    """What goes into one box: as many submissions as their files are no more than one may bring."""
    some: list[Work] = []
    for one in work:
        if some and sum(each.submission.size() for each in [*some, one]) > MAX_BYTES:
            yield some
            some = []
        some.append(one)
    if some:
        yield some


def _may_be_anothers_fault(ran: Ran) -> bool:
    """Whether a notebook may have ended as it did because of the one before it in the same box.

    One that ran into its own limit of time would run into it again.
    """
    return not ran.state.final and not (ran.state is EndState.TIMEOUT and ran.outputs)


def _run_together(work: Sequence[Work], limits: Limits | None, warnings: tuple[str, ...]) -> dict[str, Ran]:
    handed_in = [one.submission for one in work]
    notebooks = {one.file for one in work}
    job = Job(
        notebooks={one.submission.lesson: one.notebook for one in work},
        seeds={one.submission.lesson: one.seed for one in work},
        files={name: path for one in handed_in for name, path in one.files.items() if path not in notebooks},
        needs_spark=frozenset(one.submission.lesson for one in work if needs_spark(one.notebook)),
    )
    result = run_box(job, limits)
    found = {}
    for one in work:
        run = result.notebooks[one.submission.lesson]
        found[one.submission.lesson] = Ran(
            run.state,
            one.seed,
            run.outputs,
            run.witnesses,
            flags=(*warnings, *one.flags, *one.submission.refusals(), *result.flags),
            notes=one.notes,
            seconds=run.seconds,
            problem=run.problem,
            handed_in=one.handed_in,
        )
    return found


def needs_spark(notebook: NotebookNode) -> bool:
    """Whether the notebook gets a JVM: a cell of it, ours or the learner's, speaks of Spark."""
    return any("spark" in cell.source.lower() for cell in notebook.cells if cell.cell_type == "code")
