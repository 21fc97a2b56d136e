"""Bringing notebooks/ up to date: whole files, nobody's work lost, every difference named."""

import json

import pytest

from autograder import files
from autograder.authoring.canonical import canonical, from_bytes, is_pristine, to_bytes
from autograder.authoring.lessons import drift, update_notebooks
from autograder.copies.keep import take_in
from autograder.files import write_atomically

pytestmark = pytest.mark.slow  # they import nbgrader


@pytest.fixture
def built(classroom):
    return {path.name: path.read_bytes() for path in classroom.release.rglob("*.ipynb")}


@pytest.fixture
def folder(tmp_path, built):
    """notebooks/ as a build leaves it."""
    update_notebooks(built, tmp_path / "notebooks", nobody)
    return tmp_path / "notebooks"


def nobody(edited, release):
    raise AssertionError(f"nobody worked in {edited}")


def edit(path, **changes):
    """Change a notebook as JupyterLab would: the exercise's cell, its outputs, or the metadata."""
    notebook = json.loads(path.read_text())
    cell = next(c for c in notebook["cells"] if c["id"] in ("total_weight", "is_fragile"))
    cell.update(changes)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path


def test_a_fresh_folder_is_written_and_a_second_time_untouched(built, tmp_path):
    first = update_notebooks(built, tmp_path / "n", nobody)
    assert sorted(first.written) == sorted(built) and not first.unchanged
    again = update_notebooks(built, tmp_path / "n", nobody)
    assert sorted(again.unchanged) == sorted(built) and not again.written
    assert sorted(path.name for path in (tmp_path / "n").iterdir()) == sorted(built)


def test_generated_notebooks_prove_themselves_pristine(folder, built):
    assert all(is_pristine(folder / name) for name in built)


@pytest.mark.parametrize(
    "changes",
    [
        {"source": ["def total_weight(parcels):\n", "    return 3"]},
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["hi"]}]},
        {"execution_count": 3},
        {"metadata": {}},
        {"id": "other"},
    ],
)
def test_an_edited_notebook_is_not_pristine(folder, changes):
    assert not is_pristine(edit(folder / "01_parcels.ipynb", **changes))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"cells": [], "metadata": {}, "nbformat": 4}']
)
def test_a_file_that_is_no_notebook_is_not_pristine(tmp_path, content):
    (tmp_path / "x.ipynb").write_bytes(content)
    assert not is_pristine(tmp_path / "x.ipynb")


def test_someones_work_is_taken_in_before_it_is_replaced(built, folder, tmp_path):
    """A learner who worked in notebooks/ keeps every answer, however often the build runs."""
    work, keep = tmp_path / "work", lambda edited, release: take_in(edited, tmp_path / "work", release)
    first = edit(folder / "01_parcels.ipynb", source="mine").read_bytes()
    assert update_notebooks(built, folder, keep).saved == [work / "01_parcels.ipynb"]
    assert (folder / "01_parcels.ipynb").read_bytes() == built["01_parcels.ipynb"]
    second = edit(folder / "01_parcels.ipynb", source="mine too").read_bytes()
    update_notebooks(built, folder, keep)
    update_notebooks(built, folder, keep)
    kept = [path.read_bytes() for path in work.rglob("*.ipynb")]
    assert sorted(kept) == sorted([first, second])


def test_a_replaced_notebook_nobody_touched_is_not_copied(built, folder, tmp_path):
    old = from_bytes(built["01_parcels.ipynb"])
    del old.cells[-1]
    (folder / "01_parcels.ipynb").write_bytes(to_bytes(canonical(old, "01_parcels")))
    changes = update_notebooks(built, folder, nobody)
    assert (changes.written, changes.saved) == (["01_parcels.ipynb"], [])


def test_stale_notebooks_go_only_when_generated(built, folder, tmp_path):
    (folder / "scratch.ipynb").write_text("{}")
    kept = edit(folder / "02_labels.ipynb", source="mine")
    only_first = {"01_parcels.ipynb": built["01_parcels.ipynb"]}
    changes = update_notebooks(only_first, folder, nobody)
    assert changes.removed == [] and changes.strangers == ["02_labels.ipynb", "scratch.ipynb"]
    kept.write_bytes(built["02_labels.ipynb"])
    assert update_notebooks(only_first, folder, nobody).removed == ["02_labels.ipynb"]
    assert not kept.exists() and (folder / "scratch.ipynb").exists()


def test_drift_names_each_difference(built, folder):
    assert list(drift(built, folder)) == []
    edit(folder / "01_parcels.ipynb", source="mine")
    (folder / "02_labels.ipynb").unlink()
    assert sorted(drift(built, folder)) == ["01_parcels.ipynb: edited by hand", "02_labels.ipynb: missing"]


def test_drift_names_stale_and_outdated_notebooks(built, folder):
    newer = {"01_parcels.ipynb": built["01_parcels.ipynb"].replace(b"Parcels", b"Letters")}
    assert list(drift(newer, folder)) == [
        "01_parcels.ipynb: out of date",
        "02_labels.ipynb: its lesson is no longer on the course list",
    ]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    write_atomically(tmp_path / "a" / "x.ipynb", b"old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(files.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "a" / "x.ipynb", b"new")
    assert [p.read_bytes() for p in (tmp_path / "a").iterdir()] == [b"old"]
