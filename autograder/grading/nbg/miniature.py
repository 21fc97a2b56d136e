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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder import exercises
from autograder.authoring.release import environment_on_path
from autograder.cells import check_cell
from autograder.checks.model import Json
from autograder.grading.box import Limits
from autograder.grading.box.command import NoBox
from autograder.grading.box.doctor import OpenBox
from autograder.grading.box.limits import CannotLimit
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.repair import CorruptNotebook
from autograder.grading.course.seeds import seed
from autograder.grading.course.states import EndState
from autograder.grading.nbg import own
from autograder.grading.nbg.bounded import Stopped, bounded
from autograder.grading.nbg.execution import Ran, Work, prepare, ready_to_run, run_notebooks
from autograder.grading.nbg.judge import worst
from autograder.grading.nbg.taken import UnknownNotebook, read_notebook
from autograder.grading.nbg.template import template
from autograder.syllabus import is_lesson

T = TypeVar("T")
GRADEBOOK = "gradebook.db"  # nbgrader's name for it
UNGRADABLE = {
    CorruptNotebook: EndState.CORRUPT,
    UnknownNotebook: EndState.UNKNOWN,
    FileNotFoundError: EndState.MISSING,
}
ALIAS = "learner"  # nbgrader takes ids for globs and regular expressions: in here everybody has a plain one


NEEDED = (
    "autograder.grading.config",
    "autograder.grading.nbg.steps",
    "nbgrader.apps",
    "sqlalchemy.dialects.sqlite",
)


@cache
def get_ready() -> None:
    """Import and build once in a worker what each fork of it would make anew."""
    for name in NEEDED:
        import_module(name)
    nbformat.validate(nbformat.v4.new_notebook())  # the first one builds the validator


def grade_learner(course: str, wanted: list[Json], key: bytes, limits: Json) -> list[Record]:
    """Grade some submissions of one learner: one record for each, whatever happens to them.

    Parameters: ``wanted`` are ``engine.Wanted`` as dicts, ``limits`` a ``Limits`` as a dict, ``key`` the
    course's. It runs in a worker, which may be on another machine that sees the same course folder.

    Raises OpenBox, NoBox and CannotLimit: then nothing at all can be graded here.
    """
    get_ready()
    folder, allowed = CourseFolder(Path(course)), Limits(**limits)
    records = [_graded_own(folder, one, allowed) for one in wanted if not is_lesson(one["lesson"])]
    work: list[tuple[Json, Work]] = []
    for one in wanted:
        if is_lesson(one["lesson"]):
            ready = _or_record(one, partial(_ready, folder, one, key))
            records.append(ready) if isinstance(ready, Record) else work.append(ready)
    ran = run_notebooks([item for _, item in work], allowed) if work else {}
    for one, item in work:
        own_run = ran[one["lesson"]]
        with _folder() as small:  # made here: a fork that is stopped removes nothing
            step = partial(_graded, folder, one, item, own_run, small)
            records.append(_or_record(one, step, own_run.flags))
    return records


def _or_record(one: Json, step: Callable[[], T], flags: tuple[str, ...] = ()) -> T | Record:
    """What a step makes, within its limits, or the record of how it ended."""
    try:
        return bounded(step)
    except Stopped as why:
        return _record(one, EndState.STOPPED, problem=str(why), flags=flags)
    except RuntimeError as error:  # nbgrader's, ours, the disk's: the class goes on, a person learns of it
        return _record(one, EndState.GRADER_ERROR, problem=str(error), flags=flags)


def _ready(folder: CourseFolder, one: Json, key: bytes) -> tuple[Json, Work] | Record:
    """The submission as it is to be run, or the record of one that cannot."""
    handed_in = folder.submission(one["learner"], one["lesson"])
    own_seed = seed(key, handed_in.digest(), one["lesson"], one["attempt"])
    one = {**one, "handed_in": handed_in.handed_in}
    try:
        released = template(folder, handed_in.lesson).released(handed_in.lesson)
        return one, ready_to_run(handed_in, released, own_seed, folder.root)
    except tuple(UNGRADABLE) as error:
        state = UNGRADABLE[type(error)]
        return _record(one, state, flags=handed_in.refusals(), problem=str(error))


def _record(one: Json, state: EndState, **more: Any) -> Record:
    lesson = one["lesson"]
    known = exercises.of_lesson(lesson) if is_lesson(lesson) else ()
    nothing = {check_cell(exercise.name): None for exercise in known}
    fields = {"cells": nothing, "attempt": one["attempt"], "handed_in": one.get("handed_in", ""), **more}
    return Record(one["key"], one["learner"], lesson, state, **fields)


def _graded(course: CourseFolder, one: Json, work: Work, ran: Ran, small: CourseFolder) -> Record:
    """The record that nbgrader's own Autograde leaves of a notebook that has run, in the folder ``small``."""
    started, lesson = time.monotonic(), one["lesson"]
    _fill(small, course, lesson, {lesson: work.notebook})
    prepare(ALIAS, {lesson: ran})
    _autograde(small, lesson)
    text = small.autograded(ALIAS, lesson).read_text("utf-8")
    end = _end(text)
    return _record(
        one,
        EndState(end["state"]),
        cells={name: check["points"] for name, check in end["checks"].items()},
        flags=tuple(end["flags"]),
        notes=tuple(end["notes"]),
        checks=end["checks"],
        notebooks={lesson: text},
        problem=ran.problem,
        seconds=ran.seconds + time.monotonic() - started,
    )


def _end(notebook: str) -> Json:
    """What `steps` have left in a graded notebook of its end."""
    end: Json = nbformat.reads(notebook, 4).metadata["autograder"]
    return end


def _graded_own(course: CourseFolder, one: Json, limits: Limits) -> Record:
    """The record of an instructor's own assignment: its notebooks run when nbgrader comes to them."""
    started, assignment = time.monotonic(), one["lesson"]
    submission = course.submission(one["learner"], assignment)
    one = {**one, "handed_in": submission.handed_in}
    names = own.names_of(course, assignment)
    try:
        if why := own.missing(submission, names):
            return _record(one, EndState.MISSING, flags=submission.refusals(), problem=why)
        taken = {name: read_notebook(submission.files[f"{name}.ipynb"]) for name in names}
        notebooks = {name: found.notebook for name, found in taken.items()}
        with _folder() as small:
            _fill(small, course, assignment, notebooks, submission.files, limits)
            _autograde(small, assignment)
            with Gradebook(_book(small)) as book:
                cells = dict(own.cells(book, assignment, ALIAS))
            texts = own.graded_notebooks(small, ALIAS, assignment)
    except CorruptNotebook as error:
        return _record(one, EndState.CORRUPT, flags=submission.refusals(), problem=str(error))
    except (OpenBox, NoBox, CannotLimit):
        raise
    except Exception:  # nbgrader's, ours, the disk's: the class goes on, and a person learns of it
        return _record(one, EndState.GRADER_ERROR, problem=traceback.format_exc(limit=-4))
    ends = {name: _end(text) for name, text in texts.items()}
    return _record(
        one,
        worst(EndState(end["state"]) for end in ends.values()),
        cells=cells,
        flags=tuple(own.once(end["flags"] for end in ends.values())),
        notes=tuple(note for found in taken.values() for note in found.notes),
        notebooks=texts,
        problem="\n".join(f"{name}: {end['problem']}" for name, end in ends.items() if end["problem"]),
        seconds=time.monotonic() - started,
    )


@contextmanager
def _folder() -> Iterator[CourseFolder]:
    """A folder for a miniature course, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="autograder-miniature-") as folder:
        yield CourseFolder(Path(folder).resolve())


def _fill(
    small: CourseFolder,
    course: CourseFolder,
    lesson: str,
    notebooks: Mapping[str, NotebookNode],
    files: Mapping[str, Path] | None = None,
    limits: Limits | None = None,
) -> None:
    """Make a course with this assignment and one submission, of plain files only.

    ``files`` are handed in beside the notebooks; ``limits`` are those of the course when none are given.
    """
    made = template(course, lesson)
    shutil.copyfile(made.root / GRADEBOOK, small.root / GRADEBOOK)
    for part in ("source", "release"):
        shutil.copytree(made.root / part / lesson, small.root / part / lesson)
    small.rules_file.write_text(course.rules().text(limits), "utf-8")
    target = small.submitted / ALIAS / lesson
    for name, path in (files or {}).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    target.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, target / f"{name}.ipynb")


def _book(small: CourseFolder) -> str:
    return f"sqlite:///{small.root / GRADEBOOK}"


def _autograde(small: CourseFolder, lesson: str) -> None:
    """Run nbgrader's Autograde.

    Raises RuntimeError with its log, and MemoryError where that is what stopped it.
    """
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from autograder.grading.config import configure

    config = Config()
    configure(config)
    config.CourseDirectory.root = str(small.root)
    config.CourseDirectory.db_url = _book(small)
    with _process_kept():
        api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)
        done = api.autograde(lesson, ALIAS)
    if not done["success"]:
        log = done.get("log", "")
        raise MemoryError if "MemoryError" in log else RuntimeError(f"nbgrader: {log[-2000:]}")


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
