"""The list of answers that are alike: copies are on it, what many write without a model is not."""

import dataclasses
import html
import json
import re
import time

import pytest
from classes import marked

from autograder import exercises, paths
from autograder.authoring.answers import bank, cell_source, of_exercise
from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.ledger import Record
from autograder.grading.course.states import EndState
from autograder.grading.reports.likeness import alike
from autograder.grading.reports.report import write_report
from autograder.grading.reports.similar import OWN_CELLS, similar

LESSON, EXERCISE = "02_retry", "retry"
SHORT = (
    "return sum(f['delay'] <= 15 for f in flights if not f['cancelled']) / len(flights) if flights else None"
)


def released(lesson=LESSON):
    return (paths.NOTEBOOKS / f"{lesson}.ipynb").read_text("utf-8")


def given(lesson=LESSON):
    return ["".join(cell["source"]) for cell in json.loads(released(lesson))["cells"]]


def right(exercise=EXERCISE):
    """Answers that were written independently."""
    answers = [*of_exercise("solution", exercise), *of_exercise("right", exercise)]
    return {answer.name or "solution": cell_source(answer) for answer in answers}


def who(found):
    return [set(one.learners) for one in found]


def renamed(source):
    """The answer with other names for all its variables."""
    head, quotes, body = source.rpartition('"""')
    names = set(re.findall(r"^\s+(\w+) = ", body, re.M)) | set(re.findall(r"(?:for|as) (\w+)", body))
    assert len(names) > 2
    return head + quotes + re.sub(rf"\b({'|'.join(names)})\b", r"my_\1", body)


@pytest.mark.parametrize("change", [str, renamed, lambda answer: answer.replace("    ", "\t") + "\n# mine"])
def test_a_copy_is_found(change):
    """Word for word, with other names, with other spaces and a comment."""
    original = right()["solution"]
    (found,) = alike({**right(), "copy": change(original)}, given())
    assert set(found.learners) == {"solution", "copy"} and found.share > 0.9
    assert found.renamed is (change is renamed)


def test_a_copy_that_somebody_went_on_with_is_found():
    """Half as much code again changes nothing in the shorter answer's share."""
    original, others = right()["solution"], right()
    other = others.pop(next(name for name in others if name != "solution"))
    assert {"solution", "copy"} in who(alike({**others, "copy": f"{original}\n{other}"}, given()))


@pytest.mark.parametrize("lesson", sorted({slug for slug, _ in exercises.catalogue().values()}))
def test_answers_that_were_written_independently_are_not_listed(lesson):
    """All right answers of the banks, exercise by exercise: no two are from the same hand."""
    for exercise in exercises.of_lesson(lesson):
        answers = right(exercise.name)
        assert len(answers) > 2
        assert alike(answers, given(lesson)) == []


def test_the_mistakes_of_the_banks_are_copies_of_the_solution_unless_they_are_short():
    """Small changes to the solution: found in nearly all cases, in a class with the independent answers."""
    edits = [one for one in bank("wrong", [LESSON, "05_idempotent_writes"]) if one.replace]
    texts = {one.exercise: right(one.exercise) for one in edits}
    found = [
        {"solution", "copy"} in who(alike({**texts[one.exercise], "copy": cell_source(one)}, given()))
        for one in edits
    ]
    assert len(found) > 50 and sum(found) > 0.75 * len(found)


def test_what_many_write_alike_is_not_listed():
    """A short answer of most of the class, with small differences, in a small and in a large class."""
    for size in (3, 20, 500):
        texts = {f"learner {number}": SHORT for number in range(size)}
        texts["one more"] = SHORT.replace("15", "15.0")
        assert alike(texts, []) == []


def test_many_with_one_long_answer_are_one_entry():
    """A ring larger than what may be chance in a short answer."""
    ring = {f"ring {number}": right()["solution"] for number in range(9)}
    assert who(alike({**right("send_batch"), **ring}, given())) == [set(ring)]


def test_what_the_notebook_gives_does_not_count():
    """The stub, and the lesson's worked examples."""
    everything = "\n".join(given())
    assert len(everything) > 5000
    assert alike({"ada": everything, "ben": everything, "cleo": ""}, given()) == []


HOSTILE = {
    "one long name": "a" * 10**6,
    "no end of a text": "'" * 10**6,
    "names that might be given": "for " * 10**5,
    "brackets": "(" * 10**6,
    "spaces": "a" + " " * 10**6 + "=",
    "lines": "x=1\n" * 10**5,
    "no Python": "def f(:\n\0\ud83d\n" * 1000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_costs_little(text):
    """A name of 80,000 letters once took 78 seconds."""
    began = time.process_time()
    alike({"ada": text, "ben": f"{text}x", "cleo": right()["solution"]}, given())
    assert time.process_time() - began < 2


def test_a_large_class_takes_seconds():
    """500 answers of 20,000 tokens each, all with much in common: what is read of each is bounded."""
    shared = " ".join(f"name{number}" for number in range(19_000))
    texts = {f"learner {n}": " ".join(f"own{n}_{m}" for m in range(1000)) + shared for n in range(500)}
    began = time.process_time()
    assert alike(texts, []) == []
    assert time.process_time() - began < 30


def handed_in(learner, answer, own="", lesson=LESSON):
    """A record whose graded notebook has an answer, and a cell of the learner's own."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": EXERCISE, "solution": True}},
            "source": answer,
        },
        {"cell_type": "code", "metadata": {}, "source": [own]},
        {"cell_type": "markdown", "metadata": {}, "source": answer},
    ]
    return Record(
        learner, learner, lesson, EndState.GRADED, {}, notebooks={lesson: json.dumps({"cells": cells})}
    )


def find(records):
    return similar(records, lambda record: record.notebooks.values(), lambda lesson: [released(lesson)])


def test_the_list_names_exercise_and_learners():
    """Also for an answer that was put into a cell of the learner's own; nothing for who has no notebook."""
    answer, other = list(right().values())[:2]
    nothing = dataclasses.replace(handed_in("dan", ""), notebooks={}, state=EndState.MISSING)
    records = [handed_in("ada", answer), handed_in("ben", answer), handed_in("cleo", other), nothing]
    (found,) = find(records)
    assert (found.lesson, found.exercise) == (LESSON, EXERCISE)
    assert (found.alike.learners, found.alike.share) == (("ada", "ben"), 1.0)
    (found,) = find([handed_in("ada", "pass", answer), handed_in("ben", "pass", answer)])
    assert (found.exercise, found.alike.learners) == (OWN_CELLS, ("ada", "ben"))


def test_the_report_shows_a_list_and_no_flag(tmp_path):
    """Names are text; nobody is to be looked at because of the list; a long one is cut and says so."""
    answers = [cell_source(one) for name in ("retry", "send_batch") for one in of_exercise("right", name)]
    records = [handed_in(f"<b>{n}</b>", answers[n % 2]) for n in range(2 * 12)]
    text = write_report(CourseFolder(tmp_path), marked(records)).read_text("utf-8")
    page = " ".join(html.unescape(text).split())
    assert "<b>" not in text
    assert "no flag: learners who worked together" in page
    assert f"<td>{EXERCISE}</td> <td><b>0</b>, <b>10</b>," in page and "and 2 more" in page
    assert '<td class="number">100%</td>' in page
    assert "24 submissions, 0 to look at." in page


def test_a_long_list_is_cut_lesson_by_lesson(tmp_path):
    """A lesson with many entries hides none of another's."""
    texts = ["\n".join(f"value_{n}_{m} = step_{n}(row, {m})" for m in range(20)) for n in range(26)]
    pairs = [(f"{who} {n}", text) for n, text in enumerate(texts) for who in ("ada", "ben")]
    records = [handed_in(who, text) for who, text in pairs[:-2]]
    records += [handed_in(who, text, lesson="00_welcome") for who, text in pairs[-2:]]
    page = write_report(CourseFolder(tmp_path), marked(records)).read_text("utf-8")
    assert "<td>ada 25, ben 25</td>" in page
    assert len(re.findall(r"<td>ada \d+, ben \d+</td>", page)) == 21 and "5 more are not shown" in page
