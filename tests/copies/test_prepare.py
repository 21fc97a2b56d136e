"""`autograder lab` prepares the working folder: what people left elsewhere is carried over, none is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from copies_support import edit, everything, release, run_in_lab

from autograder import open_lab, paths, state
from autograder.authoring import canonical, command, lessons
from autograder.authoring.errors import BuildError, Problem
from autograder.copies.keep import move_in, take_in
from autograder.quiz.exam.sheet import NAME as SHEET
from autograder.quiz.exam.sheet import Attempt, Sheet, SheetFile

CHECKOUT = paths.ROOT
RETRY = "02_retry.ipynb"
RELEASED = {f"{slug}.ipynb": release(slug) for slug in ("00_welcome", "02_retry", "13_exam")}


def attempt(seed: str) -> Sheet:
    """A sheet with one attempt."""
    one = Attempt(learner="ada", blueprint="practice", seed=seed * 16, bank="0" * 16, started=1.0)
    return Sheet(attempts={one.seed: one})


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A checkout with releases of a few lines; a build gives these again."""
    for name in ("solutions", "notebooks", "build"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(paths, name.upper(), tmp_path / name)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "WORK", tmp_path / "work")
    monkeypatch.setattr(paths, "STATE", tmp_path / "work" / paths.HIDDEN)
    monkeypatch.setattr(open_lab, "_lessons", lambda: list(RELEASED))
    monkeypatch.setattr(command, "build_course", lambda slugs, points: RELEASED)
    for module in (canonical, lessons):
        monkeypatch.setattr(module, "is_pristine", lambda path: path.read_bytes() in RELEASED.values())
    for name, content in RELEASED.items():
        (tmp_path / "notebooks" / name).write_bytes(content)
    return tmp_path


def prepare() -> list[str]:
    return list(open_lab.prepare())


def test_the_first_start_makes_every_copy_and_has_nothing_to_say(course, monkeypatch):
    assert prepare() == []
    with monkeypatch.context() as patch:
        patch.setattr(canonical, "is_pristine", lambda path: pytest.fail("it takes a second"))
        assert prepare() == []
    assert everything(course / "work") == RELEASED


def test_an_edit_in_notebooks_becomes_the_working_copy(course):
    """Also over a copy that nobody has touched yet; notebooks/ is the release again."""
    prepare()
    mine = edit(course / "notebooks" / RETRY)
    prepare()
    assert everything(course / "work") == RELEASED | {RETRY: mine}
    assert everything(course / "notebooks") == RELEASED
    assert prepare() == []


def test_an_edit_in_notebooks_never_replaces_one_in_the_copy(course):
    prepare()
    first = edit(course / "work" / RETRY, "first")
    second = edit(course / "notebooks" / RETRY, "second")
    prepare()
    found = everything(course / "work")
    (saved,) = (name for name in found if name.startswith("saved/02_retry."))
    assert (found[RETRY], found[saved]) == (first, second)
    assert everything(course / "notebooks") == RELEASED


def test_an_edit_that_was_carried_over_gets_the_next_release_as_an_offer(course, monkeypatch):
    mine = edit(course / "notebooks" / RETRY)
    prepare()
    newer = release("a newer lesson")
    monkeypatch.setitem(RELEASED, RETRY, newer)
    (course / "notebooks" / RETRY).write_bytes(newer)
    assert len(prepare()) == 1
    assert everything(course / "work") == RELEASED | {RETRY: mine, f"updates/{RETRY}": newer}


def test_what_was_only_run_in_notebooks_counts_as_untouched(course, monkeypatch):
    run_in_lab(course / "notebooks" / RETRY)
    prepare()
    assert everything(course / "notebooks") == RELEASED
    newer = release("a newer lesson")
    monkeypatch.setitem(RELEASED, RETRY, newer)
    (course / "notebooks" / RETRY).write_bytes(newer)
    prepare()
    assert everything(course / "work") == RELEASED


def test_without_solutions_an_edit_is_carried_over_and_stays_where_it_is(course, monkeypatch):
    """A learner's clone may have none; then nothing can make the release again."""
    monkeypatch.setattr(paths, "SOLUTIONS", course / "none")
    mine = edit(course / "notebooks" / RETRY)
    said = prepare()
    assert said == [
        "your edits in notebooks/02_retry.ipynb are in 02_retry.ipynb now; git checkout restores the other"
    ]
    further = edit(course / "work" / RETRY, "further")
    prepare()
    prepare()
    found = everything(course / "work")
    (saved,) = (name for name in found if name.startswith("saved/"))
    assert (found[RETRY], found[saved]) == (further, mine)
    assert (course / "notebooks" / RETRY).read_bytes() == mine


@pytest.mark.parametrize("hindrance", ["no solutions", "solutions that cannot be built"])
def test_an_edit_that_stays_in_notebooks_is_never_taken_for_a_release(course, monkeypatch, hindrance, capsys):
    """Else the copy of it would count as untouched, and the real release would replace it."""
    mine = edit(course / "notebooks" / RETRY)
    with monkeypatch.context() as patch:
        if hindrance == "no solutions":
            patch.setattr(paths, "SOLUTIONS", course / "none")
        else:
            patch.setattr(command, "build_course", lambda slugs, points: refuse())
        prepare()
        prepare()
    if hindrance == "no solutions":
        (course / "notebooks" / RETRY).write_bytes(RELEASED[RETRY])  # git checkout
    prepare()
    assert everything(course / "work")[RETRY] == mine
    assert everything(course / "notebooks") == RELEASED


def refuse():
    raise BuildError([Problem(paths.SOLUTIONS / "02_retry.py", 14, "It broke.", "Mend it.")])


def test_a_learners_other_notebooks_are_moved(course):
    (course / "notebooks" / "mine.ipynb").write_bytes(b"1")
    (course / "work").mkdir()
    (course / "work" / "twice.ipynb").write_bytes(b"2")
    (course / "notebooks" / "twice.ipynb").write_bytes(b"3")
    prepare()
    assert everything(course / "notebooks") == RELEASED
    found = everything(course / "work")
    assert sorted(set(found.values()) - set(RELEASED.values())) == [b"1", b"2", b"3"]
    assert (found["mine.ipynb"], found["twice.ipynb"]) == (b"1", b"2")


def test_a_missing_release_is_built(course):
    shutil.rmtree(course / "notebooks")
    prepare()
    assert everything(course / "work") == everything(course / "notebooks") == RELEASED


def test_notebooks_that_builds_kept_are_moved_out_of_build(course):
    old = course / "build" / "saved-notebooks"
    old.mkdir()
    (old / "02_retry.0123abcd.ipynb").write_bytes(b"mine")
    prepare()
    assert list(old.iterdir()) == []
    assert b"mine" in everything(course / "work" / "saved").values()


def test_an_answer_sheet_is_moved(course):
    SheetFile(course / "notebooks").add(attempt("a"))
    (course / "notebooks" / "13_exam.answers.damaged-1.json").write_text("damaged")
    prepare()
    assert SheetFile(course / "work").read() == attempt("a")
    assert (course / "work" / "13_exam.answers.damaged-1.json").read_text() == "damaged"
    assert everything(course / "notebooks") == RELEASED


def test_two_answer_sheets_become_one_with_the_answers_of_both(course):
    for folder, seed in (("notebooks", "a"), ("work", "b")):
        (course / folder).mkdir(exist_ok=True)
        SheetFile(course / folder).add(attempt(seed))
    before = (course / "notebooks" / SHEET).read_bytes()
    prepare()
    assert sorted(SheetFile(course / "work").read().attempts) == ["a" * 16, "b" * 16]
    assert before in everything(course / "work" / "saved").values()


def test_a_sheet_that_cannot_be_read_is_kept_as_it_is(course):
    (course / "work").mkdir()
    SheetFile(course / "work").add(attempt("b"))
    (course / "notebooks" / SHEET).write_text("damaged")
    said = prepare()
    assert any("could not be read" in line for line in said)
    assert SheetFile(course / "work").read() == attempt("b")
    assert b"damaged" in everything(course / "work" / "saved").values()


def old_progress(course, progress) -> None:
    (course / "build" / "state").mkdir()
    (course / "build" / "state" / "progress.json").write_text(json.dumps(progress))


def test_progress_is_carried_over(course):
    old = {"exercises": {"retry": {"points": 3, "core": True}}, "seed": "abc", "hints": {"retry": 2}}
    old_progress(course, old)
    prepare()
    now = state._load()
    assert {name: now[name] for name in old} == old
    assert not (course / "build" / "state" / "progress.json").exists()


def test_progress_in_both_places_keeps_the_better_results_and_the_present_seed(course):
    old_progress(course, {"exercises": {"a": {"points": 3}, "b": {"points": 1}}, "seed": "old"})
    state._save({"exercises": {"a": {"points": 2}, "b": {"points": 5}}, "seed": "new"})
    prepare()
    assert state._load()["exercises"] == {"a": {"points": 3}, "b": {"points": 5}}
    assert state._load()["seed"] == "new"


def test_a_folder_that_cannot_be_written_is_one_message(course, capsys):
    (course / "work").write_text("a file")
    assert open_lab.run([]) == 1
    said = capsys.readouterr().out
    assert str(course / "work") in said and "AUTOGRADER_WORK" in said


def test_a_file_is_never_moved_or_saved_over_another(tmp_path):
    """Not even over a saved notebook that someone has gone on with."""
    work = tmp_path / "work"
    for content in (b"1", b"2", b"2", b"1"):
        (tmp_path / "x.ipynb").write_bytes(content)
        place = move_in(tmp_path / "x.ipynb", work)
        if place.parent != work:
            place.write_bytes(place.read_bytes() + b" and more")
    assert sorted(everything(work).values()) == sorted([b"1", b"2 and more", b"2 and more", b"1 and more"])


def test_an_edit_is_taken_in_once(tmp_path):
    (tmp_path / RETRY).write_bytes(release("mine"))
    work = tmp_path / "work"
    assert take_in(tmp_path / RETRY, work, None) == take_in(tmp_path / RETRY, work, None) == work / RETRY
    edit(work / RETRY, "further")
    saved = take_in(tmp_path / RETRY, work, None)
    assert saved == take_in(tmp_path / RETRY, work, None) != work / RETRY


def test_labs_environment_has_our_settings_in_front_and_the_command_on_the_path(tmp_path, monkeypatch):
    """A learner types `autograder quiz anki` in Lab's terminal."""
    monkeypatch.setenv("PATH", "/theirs")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/settings")
    found = open_lab._environment(tmp_path)
    assert found["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/theirs"]
    assert found["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(paths.PACKAGE / "jupyter"), "/settings"]
    assert found["AUTOGRADER_WORK"] == str(tmp_path)


# --- what git and make see ----------------------------------------------------------------------------------


def git(folder, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def session(course) -> None:
    """What a learner and Lab leave in the working folder."""
    prepare()
    edit(course / "work" / RETRY)
    SheetFile(course / "work").add(attempt("a"))
    state.learner_seed.cache_clear()
    state.next_hint("retry")
    (course / "work" / ".ipynb_checkpoints").mkdir()
    (course / "work" / ".ipynb_checkpoints" / "02_retry-checkpoint.ipynb").write_text("{}")
    (course / "work" / "spark-warehouse").mkdir()
    (course / "work" / "Untitled.ipynb").write_text("{}")


def test_a_pull_after_a_session_meets_no_conflict(course, monkeypatch, tmp_path_factory):
    """Nothing tracked is dirty, nothing untracked is in the way, and the update then arrives."""
    shutil.copy(CHECKOUT / ".gitignore", course)
    git(course, "init", "-q")
    git(course, "add", ".")
    git(course, "commit", "-qm", "first")
    upstream = tmp_path_factory.mktemp("upstream")
    git(upstream, "clone", "-q", str(course), ".")
    session(course)
    assert git(course, "status", "--porcelain") == ""
    newer = release("a newer lesson")
    (upstream / "notebooks" / RETRY).write_bytes(newer)
    git(upstream, "commit", "-qam", "second")
    git(course, "pull", "-q", str(upstream))
    monkeypatch.setitem(RELEASED, RETRY, newer)
    prepare()
    assert (course / "work" / "updates" / RETRY).read_bytes() == newer
    assert git(course, "status", "--porcelain") == ""


def test_make_clean_removes_nothing_that_a_person_wrote(course):
    shutil.copy(CHECKOUT / "Makefile", course)
    session(course)
    old = (course / "build" / "state", course / "build" / "saved-notebooks")
    written = (course / "classroom" / "bank", course / "work" / "updates", course / "work" / "saved", *old)
    for folder in (*written, course / "build" / "lab", course / "work" / "mine" / "__pycache__"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "file").write_text("a person's, or not")
    edit(course / "notebooks" / RETRY)
    (course / "notebooks" / "mine.ipynb").write_text("mine")
    (course / "notebooks" / SHEET).write_text("mine")
    (course / "mine.egg-info").mkdir()
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    subprocess.run(["make", "clean"], cwd=course, check=True, capture_output=True)
    after = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    assert before.items() - after.items() == {(course / "build" / "lab" / "file", b"a person's, or not")}
    assert (course / "mine.egg-info").is_dir()
