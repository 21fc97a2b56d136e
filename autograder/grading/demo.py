"""A small class that hands in right, wrong, untouched, hostile and broken notebooks: grading at work."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring import answers
from autograder.authoring.answers import Answer
from autograder.grading.course.folder import CourseFolder
from autograder.grading.nbg.release import release

RETRY, WRITES = "02_retry", "05_idempotent_writes"
LESSONS = (RETRY, WRITES)

CRASH = "raise SystemError('a cell of my own that does not work')"
FORGERY = """from autograder import lesson
class Fake:
    def __repr__(self): return "16"
lesson.check = lambda name: Fake()"""
EXIT = "import os; os._exit(0)"
NOISE = "import sys, warnings; warnings.warn('noise'); print('WARN noise', file=sys.stderr)"


@dataclass(frozen=True)
class Learner:
    """One member of the class: what they hand in, per lesson, and what we expect to see."""

    name: str
    story: str
    hands_in: tuple[str, ...] = LESSONS
    solves: tuple[str, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)  # exercise → name of a mistake
    right: Mapping[str, str] = field(default_factory=dict)  # exercise → name of a variant
    extra_cell: str = ""  # put before the first exercise
    broken_file: str = ""  # handed in instead of a notebook


CLASS = (
    Learner("ada", "solved both lessons", solves=LESSONS),
    Learner("ben", "opened both and wrote nothing"),
    Learner("chloe", "solved retry, has not begun the other", solves=(RETRY,)),
    Learner(
        "dmitri",
        "sleeps after the last attempt; takes a 503 page for data",
        hands_in=(RETRY,),
        solves=(RETRY,),
        wrong={"retry": "sleeps_after_the_last", "fetch_batch": "no_raise_for_status"},
    ),
    Learner("emre", "appends instead of merging", (WRITES,), (WRITES,), wrong={"write_idempotent": "append"}),
    Learner(
        "fatima",
        "keeps duplicates; lets old rows overwrite new ones",
        hands_in=(WRITES,),
        solves=(WRITES,),
        wrong={"write_idempotent": "no_order_guard"},
    ),
    Learner("goran", "a cell of their own crashes", (RETRY,), (RETRY,), extra_cell=CRASH),
    Learner("hana", "prints warnings everywhere", (RETRY,), (RETRY,), extra_cell=NOISE),
    Learner("jonas", "patches the check to say 16 of 16", (RETRY,), extra_cell=FORGERY),
    Learner("kim", "ends the kernel before the checks", (RETRY,), extra_cell=EXIT),
    Learner("lou", "hands in half a file", (RETRY,), broken_file='{"cells": ['),
    Learner("ivo", "leaves retrying to tenacity", (RETRY,), (RETRY,), right={"retry": "tenacity_adapter"}),
)


def hand_in(course: CourseFolder, learners: tuple[Learner, ...] = CLASS) -> None:
    """Write every learner's notebooks to ``course/submitted``, from the released ones."""
    for learner in learners:
        for slug in learner.hands_in:
            notebook = nbformat.read(course.released(slug), as_version=4)
            fill_in(notebook, slug, learner)
            target = course.submitted / learner.name / slug
            target.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, target / f"{slug}.ipynb")
            for exercise in exercises.of_lesson(slug) if slug in learner.solves else ():
                for name, content in exercise.model_files(learner.name).items():
                    (target / name).write_bytes(content)
            if learner.broken_file:
                (target / f"{slug}.ipynb").write_text(learner.broken_file, "utf-8")


def fill_in(notebook: NotebookNode, slug: str, learner: Learner) -> None:
    """Put the learner's answers into the exercise cells, and their own cell among them."""
    chosen = {e.name: _answer(e.name, slug, learner) for e in exercises.of_lesson(slug)}
    answers.fill_in(notebook, [answer for answer in chosen.values() if answer])
    if learner.extra_cell:
        notebook.cells.insert(3, nbformat.v4.new_code_cell(learner.extra_cell, id="my-own-cell"))


def _answer(exercise: str, slug: str, learner: Learner) -> Answer | None:
    if exercise in learner.wrong:
        return answers.find("wrong", exercise, learner.wrong[exercise])
    if exercise in learner.right:
        return answers.find("right", exercise, learner.right[exercise])
    return Answer("solution", exercise) if slug in learner.solves else None


def start_over(course: CourseFolder) -> None:
    """Make the demo's course folder anew."""
    shutil.rmtree(course.root, ignore_errors=True)
    release(course, LESSONS)
    hand_in(course)
