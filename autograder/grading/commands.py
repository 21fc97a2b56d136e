"""What `autograder grade`, `status`, `report`, `feedback`, `export`, `demo`, `doctor` and `formgrader` do."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from rich.console import Console

from autograder import paths
from autograder.authoring.errors import BuildError
from autograder.authoring.gradebook import gradebook_file
from autograder.authoring.release import ReleaseError
from autograder.grading.box import Limits
from autograder.grading.box.command import NoBox
from autograder.grading.box.doctor import OpenBox, examine
from autograder.grading.box.limits import CannotLimit
from autograder.grading.classrun import engine
from autograder.grading.classrun.lock import CourseLocked, sole_grader
from autograder.grading.classrun.tls import CERTIFICATE, KEY, NoCertificates, write_certificates
from autograder.grading.classrun.workers import get_ready
from autograder.grading.config import write_config
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record, light
from autograder.grading.course.rules import BadRules
from autograder.grading.course.seeds import BadKey
from autograder.grading.course.states import EndState
from autograder.grading.nbg.project import project, schedule
from autograder.grading.nbg.release import release
from autograder.grading.reports import show
from autograder.grading.reports.exports import Export, NoSuchExport
from autograder.grading.reports.feedback import write_feedback
from autograder.grading.reports.marks import write
from autograder.grading.reports.policy import policy
from autograder.grading.reports.progress import progress
from autograder.grading.reports.report import write_report
from autograder.grading.reports.results import Result, results
from autograder.syllabus import is_lesson

DEMO = paths.BUILD / "demo"
QUIET = [
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
]
console = Console(soft_wrap=False)


TRY_AGAIN = (
    "What was graded before is kept. Mend this, then run the same command again: it goes on from there."
)


class NoGradebook(FileNotFoundError):
    """Nothing has been graded in a course folder yet; the message says so."""


REFUSALS = (
    BadRules,
    BadKey,
    BuildError,
    ReleaseError,
    CourseLocked,
    NoCertificates,
    OpenBox,
    NoBox,
    CannotLimit,
    NoSuchExport,
    NoGradebook,
)
ALL_GRADED, OUR_ERROR, NEEDS_A_PERSON, STOPPED = 0, 1, 3, 130  # exit codes; 130 as shells say Ctrl-C
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Order:
    """What to grade, and with what; the flags of `autograder grade`."""

    workers: int = 2
    scheduler: str | None = None
    only: str | None = None
    assignment: str | None = None
    reseed: bool = False
    limits: Limits | None = None  # None: those of course.yaml


def _refusing(command: Callable[Arguments, int]) -> Callable[Arguments, int]:
    """The command, which ends with a sentence where it cannot do its work on this course or this machine."""

    @wraps(command)
    def told(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except REFUSALS as refused:
            console.print(str(refused), style="red", markup=False, soft_wrap=True)
            return OUR_ERROR

    return told


@_refusing
def grade(folder: Path, order: Order) -> int:
    """Grade what the ledger lacks, bring the gradebook up to date, print the grades.

    Returns 0 when everything has a grade, 3 when something needs a person, 1 when our own code failed, 130
    after Ctrl-C.
    """
    course = CourseFolder(folder.resolve())
    if order.scheduler is None:
        get_ready()
    try:
        with _ctrl_c() as stopped:
            write_config(course.config_file)
            with sole_grader(course):
                for told in _released(course):
                    console.print(told, markup=False, highlight=False)
                return _grade_alone(course, order, stopped)
    except OSError as error:
        console.print(f"{error}\n{TRY_AGAIN}", style="red", markup=False)
        return OUR_ERROR
    except KeyboardInterrupt:
        console.print("Stopped. What was graded is kept: the same command goes on from there.")
        return STOPPED


@contextmanager
def _ctrl_c() -> Iterator[Callable[[], bool]]:
    """What tells whether Ctrl-C was pressed, to be asked between two results.

    Python's own exception can come in the middle of a commit, or within a callback, where it is printed and
    lost. A second Ctrl-C is that exception all the same.
    """
    pressed: list[int] = []

    def note(number: int, _: Any) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _released(course: CourseFolder) -> Iterator[str]:
    """Bring release/ up to date; what its owner should know, and which of its notebooks have changed."""
    before = _handed_out(course)
    yield from release(course)
    after = _handed_out(course)
    if new := sorted(name for name, was in before.items() if after.get(name) != was):
        yield f"release/ has changed, because the course has: hand {', '.join(new)} out again."


def _handed_out(course: CourseFolder) -> dict[str, bytes]:
    """Lesson → its notebook in release/."""
    released = {slug: course.released(slug) for slug in course.rules().slugs()}
    return {slug: path.read_bytes() for slug, path in released.items() if path.is_file()}


def _nothing(course: CourseFolder, order: Order) -> str:
    """What to do when there is nothing to grade."""
    if course.submissions() and (order.only or order.assignment):
        asked = {"by": order.only, "for": order.assignment}
        whose = "".join(f" {word} {name}" for word, name in asked.items() if name)
        return f"Nothing to grade: nothing was handed in{whose}."
    return (
        f"Nothing to grade yet. {course.root / 'release'} is ready to hand out, a folder per lesson. Put "
        f"what comes back into {course.submitted}/LEARNER/LESSON/LESSON.ipynb, by hand or as "
        "docs/collecting.md says, and run this command again."
    )


def _grade_alone(course: CourseFolder, order: Order, stopped: Callable[[], bool]) -> int:
    ungenerated = _ungenerated(course)
    for name in course.strangers():  # a misspelt folder is not passed over in silence
        why = (
            _generate_first(name)
            if course.is_own(Path(name).name)
            else "is no lesson of this course: left out."
        )
        console.print(f"{name} {why}", markup=False, highlight=False)
    chosen = [
        (learner, lesson)
        for learner, lesson in course.submissions()
        if order.only in (None, learner) and order.assignment in (None, lesson) and lesson not in ungenerated
    ]
    for name in ungenerated:
        console.print(f"{name} {_generate_first(name)}", markup=False, highlight=False)
    if not chosen:
        console.print(_nothing(course, order), markup=False, highlight=False)
        return ALL_GRADED
    limits = order.limits or course.rules().box()
    todo = engine.plan(course, chosen, limits, reseed=order.reseed)
    if todo.refused:
        console.print(
            f"{todo.refused} records in {course.ledger.folder} lack the seal of this course's key: they were "
            "damaged, changed by hand, or written by an earlier version. These submissions are graded again.",
            markup=False,
        )
    with course.gradebook() as book:
        schedule(course, book)
        project(course, book, todo.done)
        graded = results(todo.done + _graded(course, book, todo, order, limits, stopped), book)
        others, ungraded = _others(course, order, limits, graded)
        page = write_report(course, [*graded, *results(others, book)], ungraded)
    console.print(show.table(graded))
    console.print(f"Class report: {page}", markup=False, highlight=False)
    return _exit_code(graded)


def _ungenerated(course: CourseFolder) -> set[str]:
    """The instructor's own assignments that lie in release/ and that the gradebook does not know."""
    released = set(course.own_assignments())
    if not released:
        return released
    with course.gradebook() as book:
        return released - {one.name for one in book.assignments}


def _generate_first(name: str) -> str:
    own = Path(name).name
    return f"is left out until `nbgrader generate_assignment {own}` has run in the course folder."


def _others(
    course: CourseFolder, order: Order, limits: Limits, graded: Sequence[Result]
) -> tuple[list[Record], int]:
    """What the class report has beside what was graded now, and how many submissions it lacks."""
    if order.only is None and order.assignment is None:
        return [], 0
    now = {(one.record.learner, one.record.lesson) for one in graded}
    others = [one for one in course.submissions() if one not in now]
    known = engine.plan(course, others, limits).done
    return known, len(others) - len(known)


def _graded(
    course: CourseFolder,
    book: Any,
    todo: engine.Plan,
    order: Order,
    limits: Limits,
    stopped: Callable[[], bool],
) -> list[Record]:
    """Grade what is missing, with progress on the screen; each record is in the gradebook when it counts."""
    records: list[Record] = []
    missing = sum(map(len, todo.tasks))
    if todo.done or not console.is_terminal:
        console.print(f"{len(todo.done)} graded before and unchanged, {missing} to grade.")
    with progress(console, missing) as advance:
        news = engine.run(
            course,
            todo.tasks,
            limits,
            workers=order.workers,
            scheduler=order.scheduler,
            stopped=stopped,
        )
        with closing(news):  # here: when the process itself ends, its workers cannot be told any more
            for new in news:
                project(course, book, new)
                records += map(light, new)
                advance(len(new), f"{new[0].learner}: {new[-1].state}")
    return records


def _exit_code(graded: Sequence[Result]) -> int:
    if any(one.record.state is EndState.GRADER_ERROR for one in graded):
        return OUR_ERROR
    return NEEDS_A_PERSON if any(one.needs_a_person for one in graded) else ALL_GRADED


def demo(folder: Path = DEMO) -> int:
    """Grade a small class of right, wrong, untouched, hostile and broken notebooks."""
    from autograder.grading.demo import CLASS, start_over

    console.print(f"A class of {len(CLASS)} hands in its notebooks …")
    start_over(CourseFolder(folder))
    code = grade(folder, Order(workers=os.cpu_count() or 1))
    for one in CLASS:
        console.print(f"  {one.name:8} {one.story}", markup=False, highlight=False)
    console.print("Browse the gradebook: make formgrader COURSE=build/demo")
    return OUR_ERROR if code == OUR_ERROR else ALL_GRADED


def _need_gradebook(course: CourseFolder) -> None:
    """Raises NoGradebook before the first grading; a gradebook on a server is not asked."""
    book = gradebook_file(course.gradebook_url())
    if book is not None and not book.exists():
        raise NoGradebook(f"{course.root} has no gradebook yet: run `{paths.command('grade')}` first.")


@_refusing
def export(folder: Path, target: Path, form: str, by: str = "lesson", lessons: Sequence[str] = ()) -> int:
    """Write the gradebook's marks to a CSV file for a spreadsheet, Canvas or Moodle; runs nothing."""
    course, wanted = CourseFolder(folder.resolve()), Export(form, by, lessons)
    records, _ = _known(course)
    _need_gradebook(course)
    with course.gradebook() as book:
        found = wanted.marks(book)
        write(target, wanted.rows(book, found, records, carry_forward=course.rules().carry_forward))
    without = sum(one.needs_a_person for one in found)
    waiting = f", {without} without a mark: they need a person" if without else ""
    console.print(f"{target} is written{waiting}.", markup=False, highlight=False)
    return NEEDS_A_PERSON if without else ALL_GRADED


@_refusing
def report(folder: Path) -> int:
    """Write the class report of what has been graded; runs nothing."""
    course = CourseFolder(folder.resolve())
    graded, ungraded = _results(course)
    page = write_report(course, graded, ungraded)
    if not paths.SOLUTIONS.is_dir():
        console.print("It names no known mistakes: those are in solutions/, which is not in this copy.")
    console.print(f"Class report: {page}", markup=False, highlight=False)
    return _exit_code(graded)


@_refusing
def feedback(folder: Path) -> int:
    """Write every learner's feedback pages from ledger and gradebook; runs nothing."""
    course = CourseFolder(folder.resolve())
    records, _ = _known(course)
    _need_gradebook(course)
    lessons = [one for one in records if is_lesson(one.lesson)]
    with course.gradebook() as book:
        pages = write_feedback(course, book, lessons)
    console.print(f"{len(pages)} pages in {course.root / 'feedback'}", markup=False, highlight=False)
    for name in sorted({one.lesson for one in records} - {one.lesson for one in lessons}):
        told = f"{name} is your own: `nbgrader generate_feedback {name}` makes its pages."
        console.print(told, markup=False, highlight=False)
    return ALL_GRADED


@_refusing
def status(folder: Path) -> int:
    """Print what is graded and what is not; runs nothing."""
    course = CourseFolder(folder.resolve())
    graded, _ = _results(course)
    console.print(show.table(graded))
    return _exit_code(graded)


def _results(course: CourseFolder) -> tuple[list[Result], int]:
    """As `_known`, with the marks of the gradebook, which is not made when there is nothing to look up."""
    records, missing = _known(course)
    if not records:
        return [], missing
    with course.gradebook() as book:
        return results(records, book), missing


def _known(course: CourseFolder) -> tuple[list[Record], int]:
    """The records of the submissions as they are now, and how many have none, which is also printed."""
    submissions = course.submissions()
    records = engine.plan(course, submissions, course.rules().box()).done if submissions else []
    if missing := len(submissions) - len(records):
        console.print(
            f"{missing} of {len(submissions)} submissions are not graded as they are now, "
            f"by this version of the course: run `{paths.command('grade')}` first."
        )
    return records, missing


@_refusing
def doctor() -> int:
    """Examine the sandbox from inside and print what was found; 0 when it is closed."""
    findings = examine()
    for one in findings:
        console.print(
            f"{'closed' if one.ok else 'OPEN':<7} {one.name}: {one.saw}", markup=False, highlight=False
        )
    closed = all(one.ok for one in findings)
    console.print("The box is closed." if closed else "The box is open: grading refuses to start here.")
    return ALL_GRADED if closed else OUR_ERROR


# Dask's web server asks nobody for a certificate.
NO_PAGES = "--no-dashboard --dashboard-address 127.0.0.1:0"
DASK = """\
Give every machine that grades this course both files, then start there:

    {dask} scheduler --protocol tls {flags} {quiet}
    {dask} worker tls://SCHEDULER:8786 {flags} {quiet} --nworkers 4 --nthreads 1

and here: {grade}
"""


def certificates(folder: Path) -> int:
    """Make the key by which machines that grade a course trust each other, and say how to use it."""
    course = CourseFolder(folder.resolve())
    try:
        write_certificates(course.tls)
    except FileExistsError:
        console.print(f"{course.tls} has a key already. Move it away to make another.", markup=False)
        return OUR_ERROR
    certificate, key = course.tls / CERTIFICATE, course.tls / KEY
    console.print(f"{certificate}\n{key}\n", markup=False, highlight=False, soft_wrap=True)
    flags = shlex.join(
        ["--tls-ca-file", str(certificate), "--tls-cert", str(certificate), "--tls-key", str(key)]
    )
    dask = shlex.quote(str(Path(sys.executable).with_name("dask")))
    grade = f"autograder grade --course {shlex.quote(str(folder))} --scheduler tls://SCHEDULER:8786"
    console.print(
        DASK.format(dask=dask, flags=flags, quiet=NO_PAGES, grade=grade),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return ALL_GRADED


@_refusing
def formgrader(folder: Path, lab_args: list[str]) -> int:
    """Open nbgrader's Formgrader on a course folder."""
    _need_gradebook(CourseFolder(folder))
    headers = {"headers": {"Content-Security-Policy": policy()}}
    options = ["--LabApp.default_url=/formgrader", f"--ServerApp.tornado_settings={headers}", *QUIET]
    command = [sys.executable, "-m", "jupyterlab", *options, *lab_args]
    return subprocess.run(command, cwd=folder, check=False).returncode
