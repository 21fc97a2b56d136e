"""Working copies follow the releases, and nothing that a person wrote is ever written over."""

import json

import pytest
from copies_support import edit, everything, release, run_in_lab

from autograder.copies.content import written
from autograder.copies.record import NAME
from autograder.copies.update import update

RETRY = "02_retry.ipynb"
FIRST, SECOND, THIRD = release("stub", "check"), release("stub", "check 2"), release("stub", "check 3")


@pytest.fixture
def work(tmp_path):
    """A working folder with one copy of the first release."""
    assert update(tmp_path / "work", {RETRY: FIRST}) == []
    return tmp_path / "work"


def test_copies_have_the_releases_names_and_bytes(work):
    assert everything(work) == {RETRY: FIRST}


def test_an_untouched_copy_is_replaced(work):
    assert update(work, {RETRY: SECOND}) == [f"{RETRY}: brought up to date; you had not edited it."]
    assert everything(work) == {RETRY: SECOND}


def test_a_copy_that_was_only_run_is_untouched(work):
    """Lab writes outputs, counts, ids and metadata by itself."""
    ran = run_in_lab(work / RETRY)
    update(work, {RETRY: FIRST})
    assert everything(work) == {RETRY: ran}, "without a new release its outputs stay"
    update(work, {RETRY: SECOND})
    assert everything(work) == {RETRY: SECOND}


def test_an_edited_copy_stays_and_the_new_release_goes_to_updates_once(work):
    mine = edit(work / RETRY)
    said = update(work, {RETRY: SECOND})
    assert said == [f"{RETRY}: your edits stay as they are; the new release is updates/{RETRY}."]
    assert everything(work) == {RETRY: mine, f"updates/{RETRY}": SECOND}
    assert update(work, {RETRY: SECOND}) == []
    (work / "updates" / RETRY).unlink()
    assert update(work, {RETRY: SECOND}) == []
    assert everything(work) == {RETRY: mine}, "whoever deletes an offer has seen it"


def test_an_edited_copy_of_the_latest_release_gets_no_offer(work):
    mine = edit(work / RETRY)
    assert update(work, {RETRY: FIRST}) == []
    assert everything(work) == {RETRY: mine}


def test_an_untouched_offer_is_replaced_by_the_next_one(work):
    mine = edit(work / RETRY)
    update(work, {RETRY: SECOND})
    update(work, {RETRY: THIRD})
    assert everything(work) == {RETRY: mine, f"updates/{RETRY}": THIRD}


def test_an_offer_that_someone_works_in_stays_too(work):
    mine = edit(work / RETRY)
    update(work, {RETRY: SECOND})
    also_mine = edit(work / "updates" / RETRY, "my other answer")
    (said,) = update(work, {RETRY: THIRD})
    assert said.endswith("updates/02_retry-2.ipynb.")
    assert everything(work) == {
        RETRY: mine,
        f"updates/{RETRY}": also_mine,
        "updates/02_retry-2.ipynb": THIRD,
    }


def test_a_deleted_copy_comes_back_as_the_latest_release(work):
    """That is how one starts a lesson again."""
    (work / RETRY).rename(work / "my retry.ipynb")
    mine = edit(work / "my retry.ipynb")
    assert update(work, {RETRY: SECOND}) == []
    assert everything(work) == {RETRY: SECOND, "my retry.ipynb": mine}


def test_whoever_takes_the_offer_gets_the_next_release_as_before(work):
    edit(work / RETRY)
    update(work, {RETRY: SECOND})
    (work / "updates" / RETRY).replace(work / RETRY)
    assert update(work, {RETRY: SECOND}) == []
    update(work, {RETRY: THIRD})
    assert everything(work) == {RETRY: THIRD}


def test_whoever_takes_the_edits_back_gets_the_new_release(work):
    edit(work / RETRY)
    update(work, {RETRY: SECOND})
    (work / RETRY).write_bytes(FIRST)
    update(work, {RETRY: SECOND})
    assert everything(work)[RETRY] == SECOND


def test_a_release_that_says_the_same_renews_untouched_copies_alone(work, tmp_path):
    """Points and locks are metadata: nobody who has edited needs a second notebook for them."""
    notebook = json.loads(FIRST)
    notebook["cells"][1]["metadata"]["nbgrader"] = {"points": 7}
    dearer = json.dumps(notebook).encode()
    update(tmp_path / "other", {RETRY: FIRST})
    mine = edit(tmp_path / "other" / RETRY)
    assert update(work, {RETRY: dearer}) == update(tmp_path / "other", {RETRY: dearer}) == []
    assert everything(work) == {RETRY: dearer}
    assert everything(tmp_path / "other") == {RETRY: mine}


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"made_from": 3}', b"\xff"])
def test_without_its_record_whatever_differs_is_an_edit(work, damage):
    (work / NAME).write_bytes(damage)
    said = update(work, {RETRY: SECOND})
    assert len(said) == 1 and everything(work) == {RETRY: FIRST, f"updates/{RETRY}": SECOND}
    update(work, {RETRY: THIRD})
    assert everything(work) == {RETRY: FIRST, f"updates/{RETRY}": THIRD}


@pytest.mark.parametrize("damaged", [b"", b"{", b"{}", b'{"cells": [{}]}', b'{"cells": 3}', b"\xff\xfe"])
def test_a_copy_that_is_no_notebook_is_left_alone(work, damaged):
    (work / RETRY).write_bytes(damaged)
    update(work, {RETRY: SECOND})
    assert everything(work) == {RETRY: damaged, f"updates/{RETRY}": SECOND}


def test_an_exams_questions_are_brought_as_well(work):
    name = "13_exam.questions.json"
    update(work, {name: b"[1]"})
    update(work, {name: b"[2]"})
    assert everything(work)[name] == b"[2]"


def test_what_lessons_no_longer_have_stays(work):
    assert update(work, {"03_logging.ipynb": SECOND}) == []
    assert everything(work) == {RETRY: FIRST, "03_logging.ipynb": SECOND}


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one | {"source": ["x = 2"]},
        lambda one: one | {"cell_type": "markdown"},
        lambda one: one | {"metadata": {"tags": ["mine"]}},
        lambda one: one | {"attachments": {"image.png": {"image/png": "aGk="}}},
    ],
)
def test_what_a_person_can_write_in_a_cell_counts(change):
    notebook = json.loads(FIRST)
    notebook["cells"][0] = change(notebook["cells"][0])
    assert written(json.dumps(notebook).encode()) != written(FIRST)
