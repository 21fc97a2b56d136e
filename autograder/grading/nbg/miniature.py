"""Grades one learner by the real nbgrader, in a course folder of their own that is gone afterwards.

nbgrader's converter changes the process's folder, writes a gradebook and removes what fails: in a miniature
course with one learner it can do that without being in anybody's way.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from autograder import exercises
from autograder.authoring.release import environment_on_path
from autograder.cells import check_cell
from autograder.checks.model import Json
from autograder.grading.box import Limits
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.repair import CorruptNotebook
from autograder.grading.course.seeds import seed
from autograder.grading.course.states import EndState
from autograder.grading.nbg.execution import Ran, Work, prepare, ready_to_run, run_notebooks
from autograder.grading.nbg.taken import UnknownNotebook
from autograder.grading.nbg.template import template

GRADEBOOK = "gradebook.db"  # nbgrader's name for it
UNGRADABLE = {
    CorruptNotebook: EndState.CORRUPT,
    UnknownNotebook: EndState.UNKNOWN,
    FileNotFoundError: EndState.MISSING,
}
ALIAS = "learner"  # nbgrader takes ids for globs and regular expressions: in here everybody has a plain one


def grade_learner(course: str, wanted: list[Json], key: bytes, limits: Json) -> list[Record]:
    """Grade some submissions of one learner: one record for each, whatever happens to them.

    Parameters: ``wanted`` are ``engine.Wanted`` as dicts, ``limits`` a ``Limits`` as a dict, ``key`` the
    course's. It runs in a worker, which may be on another machine that sees the same course folder.

    Raises OpenBox, NoBox and CannotLimit: then nothing at all can be graded here.
    """
    folder = CourseFolder(Path(course))
    records: list[Record] = []
    work: list[tuple[Json, Work]] = []
    for one in wanted:
        handed_in = folder.submission(one["learner"], one["lesson"])
        own = seed(key, handed_in.digest(), one["lesson"], one["attempt"])
        one = {**one, "handed_in": handed_in.handed_in}
        try:
            released = template(folder, handed_in.lesson).released(handed_in.lesson)
            work.append((one, ready_to_run(handed_in, released, own, folder.root)))
        except tuple(UNGRADABLE) as error:
            state = UNGRADABLE[type(error)]
            records.append(_record(one, state, flags=handed_in.refusals(), problem=str(error)))
    ran = run_notebooks([item for _, item in work], Limits(**limits)) if work else {}
    return records + [_graded(folder, one, item, ran[one["lesson"]]) for one, item in work]


def _record(one: Json, state: EndState, **more: Any) -> Record:
    nothing = {check_cell(exercise.name): None for exercise in exercises.of_lesson(one["lesson"])}
    fields = {"cells": nothing, "attempt": one["attempt"], "handed_in": one["handed_in"], **more}
    return Record(one["key"], one["learner"], one["lesson"], state, **fields)


def _graded(course: CourseFolder, one: Json, work: Work, ran: Ran) -> Record:
    """The record that nbgrader's own Autograde leaves of a notebook that has run."""
    started = time.monotonic()
    try:
        with _miniature(course, work) as small:
            prepare(ALIAS, {one["lesson"]: ran})
            text = _autograde(small, one["lesson"])
        own = nbformat.reads(text, 4).metadata["autograder"]
    except Exception:  # nbgrader's, ours, the disk's: the class goes on, and a person learns of it
        return _record(one, EndState.GRADER_ERROR, problem=traceback.format_exc(limit=-4))
    return _record(
        one,
        EndState(own["state"]),
        cells={name: check["points"] for name, check in own["checks"].items()},
        flags=tuple(own["flags"]),
        notes=tuple(own["notes"]),
        checks=own["checks"],
        notebook=text,
        problem=ran.problem,
        seconds=ran.seconds + time.monotonic() - started,
    )


@contextmanager
def _miniature(course: CourseFolder, work: Work) -> Iterator[CourseFolder]:
    """A course with this lesson and this submission, made of plain files only."""
    lesson = work.submission.lesson
    made = template(course, lesson)
    with tempfile.TemporaryDirectory(prefix="autograder-miniature-") as folder:
        small = CourseFolder(Path(folder).resolve())
        shutil.copyfile(made.root / GRADEBOOK, small.root / GRADEBOOK)
        for part in ("source", "release"):
            shutil.copytree(made.root / part / lesson, small.root / part / lesson)
        if course.rules_file.is_file():
            shutil.copyfile(course.rules_file, small.rules_file)
        target = small.submitted / ALIAS / lesson
        target.mkdir(parents=True)
        nbformat.write(work.notebook, target / f"{lesson}.ipynb")
        yield small


def _autograde(small: CourseFolder, lesson: str) -> str:
    """Run nbgrader's Autograde and return the graded notebook's text. Raises RuntimeError with its log."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from autograder.grading.config import configure

    config = Config()
    configure(config)
    config.CourseDirectory.root = str(small.root)
    config.CourseDirectory.db_url = f"sqlite:///{small.root / GRADEBOOK}"
    with _process_kept():
        api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)
        done = api.autograde(lesson, ALIAS)
    if not done["success"]:
        raise RuntimeError(f"nbgrader: {done.get('log', '')[-2000:]}")
    return small.autograded(ALIAS, lesson).read_text("utf-8")


@contextmanager
def _process_kept() -> Iterator[None]:
    """nbgrader changes the process's folder and environment."""
    folder, environment = os.getcwd(), dict(os.environ)
    try:
        with environment_on_path():
            yield
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
