"""What one notebook leaves in its box for the next of the same learner, and for the witness."""

import json

import nbformat
import pytest
from bank.poison import FORGES, LOOKS, POISONS, STOPS_JVM, WHAT

from autograder.grading.box import Job, Limits, run_box
from autograder.grading.course.states import EndState

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("box")]
LIMITS = Limits(cell_seconds=60)


def notebook(*cells, checks=()):
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    for name in checks:
        cell = nbformat.v4.new_code_cell(FORGES[name])
        cell.metadata["nbgrader"] = {"grade": True, "grade_id": f"check-{name}"}
        made.cells.append(cell)
    return made


def said(run):
    return json.dumps(run.outputs)


@pytest.mark.spark
def test_a_poisoned_jvm_is_not_the_next_notebooks(monkeypatch, record_property):
    """Time zone, locale, properties, a built-in function, temp folder; then a JVM that answers nobody."""
    books = {"a": notebook(*POISONS.values()), "b": notebook(*LOOKS.values(), STOPS_JVM)}
    books["c"] = notebook("from autograder import lesson\nprint('rows:', lesson.spark.range(3).count())")
    runs = run_box(Job(books, dict.fromkeys(books, "1"), needs_spark=frozenset(books)), LIMITS).notebooks
    for number, (name, what) in enumerate(zip(LOOKS, LOOKS.values(), strict=True)):
        outcome = {"points_gained": 0, "flagged": False, "end_state": str(runs["b"].state)}
        outcome["others_unchanged"] = f"{name}: as it was" in json.dumps(runs["b"].outputs[number])
        record_property("attack", [f"poisons_{name}", outcome])
        assert outcome["others_unchanged"], (what, runs["b"].outputs[number])
    assert "poisoned" in said(runs["a"])
    assert "rows: 3" in said(runs["c"])


def test_a_witness_survives_what_was_left_for_it(record_property):
    """Bombs and forged tables, one exercise each: refused, each within its own limits."""
    lesson = "05_idempotent_writes"
    run = run_box(Job({lesson: notebook(checks=FORGES)}, {lesson: "s"}), LIMITS)
    seen = run.notebooks[lesson].witnesses
    assert run.notebooks[lesson].state is EndState.GRADED
    assert run.peak_mb < 1500
    assert set(seen) == set(FORGES)
    for name, told in seen.items():
        outcome = {"points_gained": 0, "flagged": "refused" in told, "end_state": "tampered"}
        record_property("attack", [f"leaves_{WHAT[name]}", {**outcome, "others_unchanged": True}])
        assert set(told) == {"refused"}, told
