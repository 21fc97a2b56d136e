"""The learner's copies as nbgrader releases them: complete, clean, and the same bytes everywhere."""

import copy
import hashlib
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from build_support import LESSONS, POINTS, SLUGS, answers, texts

from autograder.authoring import lessons as lessons_module
from autograder.authoring.canonical import from_bytes
from autograder.authoring.errors import BuildError
from autograder.authoring.lessons import build_course, prepare_classroom, write_sources
from autograder.authoring.regions import STUB, with_stubs
from autograder.authoring.release import ReleaseError
from autograder.authoring.source import read_lesson

pytestmark = pytest.mark.slow


@pytest.fixture(params=SLUGS)
def slug(request) -> str:
    return request.param


@pytest.fixture
def released(classroom, slug):
    return from_bytes((classroom.release / slug / f"{slug}.ipynb").read_bytes())


def test_each_cell_is_the_source_with_stubs(released, slug):
    """nbgrader cut the answers: cell by cell it did what the rules assumed."""
    lesson = read_lesson(LESSONS / f"{slug}.py")
    assert [cell.source for cell in released.cells] == [with_stubs(cell.source) for cell in lesson.cells]
    assert sum(cell.source.count(STUB) for cell in released.cells) >= 1


def test_no_answer_is_left(released, slug):
    lines = answers(read_lesson(LESSONS / f"{slug}.py"))
    assert lines, "the fixture lesson has answers to look for"
    assert [line for line in lines if any(line in text for text in texts(released))] == []


def test_exercises_are_the_learners_and_checks_are_locked(released):
    roles = {
        cell.metadata.nbgrader.grade_id: {
            k for k in ("solution", "grade", "locked") if cell.metadata.nbgrader[k]
        }
        for cell in released.cells
        if "nbgrader" in cell.metadata
    }
    for grade_id, role in roles.items():
        checked, locked = grade_id.startswith("check-"), grade_id == "setup"
        assert role == ({"grade", "locked"} if checked else {"locked"} if locked else {"solution"}), grade_id


def test_points_are_the_exercises(released):
    graded = [
        cell.metadata.nbgrader for cell in released.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    assert graded and all(g.points == POINTS[g.grade_id.removeprefix("check-")] for g in graded)


def test_nothing_but_the_whitelist_reaches_a_learner(released):
    assert set(released.metadata) == {"kernelspec", "language_info"}
    assert released.metadata.kernelspec.name == "python3" and released.metadata.language_info == {
        "name": "python"
    }
    for cell in released.cells:
        assert set(cell.metadata) <= {"deletable", "editable", "nbgrader", "tags"}
        assert cell.cell_type != "code" or (cell.outputs, cell.execution_count) == ([], None)


def test_only_the_notebook_is_released(classroom, slug):
    for folder in (classroom.source, classroom.release):
        assert [path.name for path in (folder / slug).rglob("*")] == [f"{slug}.ipynb"]


def test_nbformat_and_nbgrader_accept_source_and_release(classroom, slug):
    from nbgrader.nbgraderformat import MetadataValidator

    for folder in (classroom.source, classroom.release):
        content = (folder / slug / f"{slug}.ipynb").read_bytes()
        notebook = from_bytes(content)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
        assert content.endswith(b"}\n") and b"\r" not in content


def test_nbgrader_restores_what_a_learner_may_not_change(classroom):
    """nbgrader's own step before grading puts back checks, points and setup, and leaves the answer alone."""
    from nbgrader.preprocessors import OverwriteCells

    original = from_bytes((classroom.release / "01_parcels" / "01_parcels.ipynb").read_bytes())
    changed = copy.deepcopy(original)
    cells = {cell.id: cell for cell in changed.cells}
    cells["setup"].source = "lesson = None"
    cells["check-total_weight"].source = "7"
    cells["check-total_weight"].metadata.nbgrader.points = 700
    cells["total_weight"].source = "def total_weight(parcels):\n    return 42"
    where = {"notebook": "01_parcels", "assignment": "01_parcels", "student": "."}
    where["db_url"] = f"sqlite:///{classroom.root / 'gradebook.db'}"
    restored, _ = OverwriteCells().preprocess(changed, {"nbgrader": where})
    got, want = ({cell.id: cell for cell in notebook.cells} for notebook in (restored, original))
    assert got["setup"].source == want["setup"].source
    assert got["check-total_weight"].source == 'lesson.check("total_weight")'
    assert got["check-total_weight"].metadata.nbgrader.points == POINTS["total_weight"]
    assert got["total_weight"].source == "def total_weight(parcels):\n    return 42"


def test_nbgrader_puts_a_deleted_check_back_into_its_place(classroom, slug, released):
    """Which it can only do because a check follows its exercise."""
    from nbgrader.preprocessors import OverwriteCells

    def names(notebook):
        metadata = [cell["metadata"] for cell in notebook.cells]
        return [one["nbgrader"]["grade_id"] for one in metadata if "nbgrader" in one]

    order = names(released)
    released.cells = [cell for cell in released.cells if not cell.id.startswith("check-")]
    where = {"notebook": slug, "assignment": slug, "student": "."}
    where["db_url"] = f"sqlite:///{classroom.root / 'gradebook.db'}"
    restored, _ = OverwriteCells(add_missing_cells=True).preprocess(released, {"nbgrader": where})
    assert names(restored) == order


BUILD_AND_HASH = """
import hashlib, json, sys
from pathlib import Path
from autograder.authoring.lessons import build_course
slugs, points, lessons = json.loads(sys.argv[1])
built = build_course(slugs, points.__getitem__, Path(lessons))
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in built.items()}))
"""


def test_every_build_gives_the_same_bytes(classroom, tmp_path):
    """Another process, hash seed, zone, locale, folder and PATH; then again over the same classroom."""
    elsewhere = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PATH": "/nowhere"}
    asked = json.dumps([SLUGS, POINTS, str(LESSONS)])
    run = subprocess.run(
        [sys.executable, "-c", BUILD_AND_HASH, asked],
        cwd=tmp_path,
        env={"HOME": os.environ.get("HOME", str(tmp_path)), **elsewhere},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")
    here = {path.name: path.read_bytes() for path in classroom.release.rglob("*.ipynb")}
    assert json.loads(run.stdout) == {name: hashlib.sha256(data).hexdigest() for name, data in here.items()}
    prepare_classroom(classroom.root, SLUGS, POINTS.__getitem__, LESSONS)
    assert {path.name: path.read_bytes() for path in classroom.release.rglob("*.ipynb")} == here


def test_building_prints_nothing_and_leaves_the_process_as_it_was(classroom, capfd):
    before = (os.getcwd(), dict(os.environ))
    prepare_classroom(classroom.root, SLUGS, POINTS.__getitem__, LESSONS)
    assert (os.getcwd(), dict(os.environ)) == before
    assert capfd.readouterr() == ("", "")


def test_a_release_is_canonical_whatever_nbgrader_writes(tmp_path, monkeypatch):
    """Today's nbgrader keeps the form it is given; another version may add metadata of its own."""

    def untidy(folder, names, db_url=None):
        notebook = json.loads((folder / "source" / "02_labels" / "02_labels.ipynb").read_bytes())
        notebook["metadata"]["signed"] = "today"
        notebook["cells"][0] |= {"id": "random", "metadata": {"time": 1}}
        (folder / "release" / "02_labels").mkdir(parents=True)
        (folder / "release" / "02_labels" / "02_labels.ipynb").write_text(json.dumps(notebook))

    monkeypatch.setattr(lessons_module, "generate_assignments", untidy)
    prepare_classroom(tmp_path, ["02_labels"], POINTS.__getitem__, LESSONS)
    source, release = (tmp_path / step / "02_labels" / "02_labels.ipynb" for step in ("source", "release"))
    assert release.read_bytes() == source.read_bytes()


def test_a_changed_lesson_replaces_its_release(classroom, tmp_path):
    folder, lessons = tmp_path / "course", tmp_path / "lessons"
    shutil.copytree(classroom.root, folder)
    shutil.copytree(LESSONS, lessons)
    text = (LESSONS / "02_labels.py").read_text()
    (lessons / "02_labels.py").write_text(text.replace("# # Labels", "# # Printed labels"))
    prepare_classroom(folder, SLUGS, POINTS.__getitem__, lessons)
    released = from_bytes((folder / "release" / "02_labels" / "02_labels.ipynb").read_bytes())
    assert released.cells[0].source == "# Printed labels"


def test_a_check_without_points_is_named(tmp_path):
    with pytest.raises(BuildError, match=r'01_parcels\.py:46: No exercise "total_weight" gives points'):
        build_course(["01_parcels"], {}.__getitem__, LESSONS)
    with pytest.raises(BuildError, match="worth 0 points"):
        build_course(["01_parcels"], {"total_weight": 0}.__getitem__, LESSONS)


def test_a_stray_file_beside_a_source_notebook_stops_the_release(tmp_path):
    """nbgrader would hand it to every learner, answers and all."""
    (tmp_path / "01_parcels").mkdir()
    (tmp_path / "01_parcels" / "01_parcels.py").write_text("answers")
    with pytest.raises(BuildError, match=r"01_parcels\.py: A file beside a source notebook"):
        write_sources(tmp_path, SLUGS, POINTS.__getitem__, LESSONS)
    assert not (tmp_path / "02_labels").exists()


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own way with its database session
def test_nbgraders_refusal_says_why_and_what_to_do(classroom, tmp_path):
    """Graded cells cannot change under submissions that were made for the old ones."""
    from nbgrader.api import Gradebook

    folder, lessons = tmp_path / "course", tmp_path / "lessons"
    folder.mkdir()
    (folder / "gradebook.db").write_bytes((classroom.root / "gradebook.db").read_bytes())
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("02_labels", "ada")
    lessons.mkdir()
    changed = (LESSONS / "02_labels.py").read_text().replace("print_label", "total_weight")
    (lessons / "02_labels.py").write_text(changed)
    with pytest.raises(ReleaseError, match=r"(?s)Cannot add or remove cells.*submissions.*new course folder"):
        prepare_classroom(folder, ["02_labels"], POINTS.__getitem__, lessons)
