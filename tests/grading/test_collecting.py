"""docs/collecting.md, command by command: submissions arrive, are graded, and marks find their way back."""

import csv
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from classes import LESSON, make_course, notebook

from autograder import paths
from autograder.grading.collect_plugin import names
from autograder.quiz.exam import sheet

pytestmark = pytest.mark.slow
DOCUMENT = (paths.ROOT / "docs" / "collecting.md").read_text("utf-8")
EXCHANGE = "/srv/nbgrader/exchange"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(heading):
    """(language, text) of the blocks below a heading of the document."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    return BLOCK.findall(section)


@dataclass(frozen=True)
class Place:
    """A course folder, a learner's folder and an exchange, with the document's commands run in them."""

    root: Path

    @property
    def course(self):
        return self.root / "classroom"

    @property
    def learner(self):
        return self.root / "learner"

    @property
    def exchange(self):
        return self.root / "exchange"

    def run(self, block):
        """Run a block of commands where its first line says, as a shell does that stops at a failure."""
        where = {"# the instructor, in classroom/": self.course}
        where["# a learner, in a folder of their own"] = self.learner
        folder = where[block.splitlines()[0]]
        home = folder if folder == self.learner else self.root / "instructor"
        env = {
            **os.environ,
            "HOME": str(home),
            "JUPYTER_CONFIG_PATH": str(self.root / "etc"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        commands = block.replace(EXCHANGE, str(self.exchange))
        done = subprocess.run(
            ["bash", "-euc", commands], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stderr

    def download(self, files):
        """What the LMS gave the instructor: a zip with these files, name → bytes."""
        folder = self.root / "instructor" / "Downloads"
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    def submitted(self, lesson=LESSON):
        """Learner → names of the files that were collected."""
        folders = sorted((self.course / "submitted").glob(f"*/{lesson}"))
        return {one.parent.name: sorted(path.name for path in one.iterdir()) for one in folders}

    def exported(self):
        with (self.course / "marks.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course of one lesson, and the bytes of a solved and of an untouched notebook of it."""
    folder = make_course(tmp_path_factory.mktemp("made"))
    (folder / "course.yaml").write_text(f"lessons: [{LESSON}]\n")
    return folder, *(nbformat.writes(notebook(folder, solved=one)).encode() for one in (True, False))


@pytest.fixture
def place(tmp_path, released):
    made = Place(tmp_path)
    subprocess.run(["cp", "-r", released[0], made.course], check=True)
    made.learner.mkdir()
    return made


def test_the_exchange_from_release_to_feedback(place, released):
    """Both roles, one after the other, with the exchange and the settings that the document names."""
    kinds = blocks("nbgrader's exchange")
    (settings,) = (text.replace(EXCHANGE, str(place.exchange)) for kind, text in kinds if kind == "python")
    with (place.course / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    (place.root / "etc").mkdir()
    (place.root / "etc" / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}")
    release, hand_in, collect, fetch = (text for kind, text in kinds if kind == "sh")

    place.run(release)
    assert os.stat(place.exchange).st_mode & 0o777 == 0o777
    fetching, submitting = (f"{hand_in.splitlines()[0]}\n{line}" for line in hand_in.splitlines()[1:])
    place.run(fetching)
    fetched = place.learner / LESSON / f"{LESSON}.ipynb"
    assert fetched.read_bytes() == (place.course / "release" / LESSON / f"{LESSON}.ipynb").read_bytes()
    fetched.write_bytes(released[1])
    place.run(submitting)
    place.run(collect)
    ((learner, files),) = place.submitted().items()
    assert {f"{LESSON}.ipynb", "timestamp.txt"} <= set(files)
    place.run(fetch)
    (page,) = (place.learner / LESSON / "feedback").rglob("*.html")
    assert "5 of 5 points" in page.read_text("utf-8")
    assert (place.course / "feedback" / learner / LESSON / f"{LESSON}.html").exists()


def test_a_download_from_canvas(place, released):
    """Late, handed in again, twice, in an archive; and the mark goes back under Canvas's own number."""
    _, solved, untouched = released
    with zipfile.ZipFile(place.root / "mine.zip", "w") as mine:
        mine.writestr(f"work/{LESSON}.ipynb", solved)
        mine.writestr(f"__MACOSX/work/._{LESSON}.ipynb", b"\0")
    files = {
        f"lovelaceada_12345_67890_{LESSON}.ipynb": solved,
        f"babbagecharles_LATE_222_67891_{LESSON}-2.ipynb": solved,
        f"hoppergrace_333_67899_{LESSON}.ipynb": untouched,
        f"hoppergrace_333_67900_{LESSON}-1.ipynb": solved,
        "lamarrhedy_444_67902_mine.zip": (place.root / "mine.zip").read_bytes(),
        "lamarrhedy_444_67903_timestamp.txt": b"2020-01-01 00:00:00 UTC",
        f"anon_12345_67904_{LESSON}.ipynb": solved,
    }
    place.download(files)
    (_, collect), (_, students), (_, mark) = blocks("Canvas")
    told = place.run(collect)
    assert place.submitted() == {
        "12345": [f"{LESSON}.ipynb"],
        "222": [f"{LESSON}.ipynb"],
        "333": [f"{LESSON} (2).ipynb", f"{LESSON}.ipynb"],
        "444": [f"{LESSON}.ipynb"],
    }
    assert "anon_12345" in told and "timestamp.txt" in told, "what is left out is named"
    (place.course / "students.csv").write_text(students)
    place.run(mark)
    rows = {row["ID"] or row["SIS Login ID"]: row for row in place.exported()[1:]}
    assert {who: row[LESSON] for who, row in rows.items()} == dict.fromkeys(
        ("12345", "222", "333", "444"), "5.0"
    )
    assert (rows["12345"]["Student"], rows["12345"]["SIS Login ID"]) == ("Lovelace, Ada", "")


@pytest.mark.parametrize("after", ["_/", "/", "_"], ids=["folder_", "folder", "flat"])
def test_a_download_from_moodle(place, released, after):
    """In every form; and the mark goes back by the e-mail of the list."""
    files = {
        f"Ada Lovelace_123_assignsubmission_file{after}{LESSON}.ipynb": released[1],
        f"José Núñez-O'Hara_124_assignsubmission_file{after}{LESSON}.ipynb": released[1],
        f"Ada Lovelace_123_assignsubmission_onlinetext{after}onlinetext.html": b"<p>",
    }
    place.download(files)
    (_, collect), (_, students), (_, mark) = blocks("Moodle")
    place.run(collect)
    assert place.submitted() == {name: [f"{LESSON}.ipynb"] for name in ("Ada Lovelace", "José Núñez-O'Hara")}
    if after == "_":  # grading is the same for all three
        (place.course / "students.csv").write_text(students)
        place.run(mark)
        assert {row["email"]: row[LESSON] for row in place.exported()} == {
            "ada@example.org": "5.0",
            "": "5.0",
        }


def test_a_broken_archive_stops_nobody(place, released):
    """nbgrader ended with a traceback, and nobody's files were collected."""
    with zipfile.ZipFile(place.root / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(f"{LESSON}.ipynb", bytes(2**26 + 1))
    with zipfile.ZipFile(place.root / "up.zip", "w") as up:
        up.writestr(f"../lovelaceada_12345_9_{LESSON}.ipynb", b"{}")
    place.download(
        {
            f"lovelaceada_12345_67890_{LESSON}.ipynb": released[1],
            "eve_5_6_mine.zip": b"Rar!",
            "mallory_7_8_bomb.zip": (place.root / "bomb.zip").read_bytes(),
            "trudy_9_10_up.zip": (place.root / "up.zip").read_bytes(),
            "x_11_12_a.tar.gz": b"",
        }
    )
    told = place.run(blocks("Canvas")[0][1])
    own = f"lovelaceada_12345_9_{LESSON}.ipynb"  # which pointed outside: it stays Trudy's
    assert place.submitted() == {"12345": [f"{LESSON}.ipynb"], "9": [own]}
    assert (place.course / "submitted" / "12345" / LESSON / f"{LESSON}.ipynb").read_bytes() == released[1]
    for name, why in {"mine": "not a zip", "bomb": "more than 64 MiB"}.items():
        assert re.search(rf"{name}\.zip is left out, it cannot be unpacked: .*{why}", told)


def test_a_later_download_takes_the_place_of_an_earlier_one(place, released):
    """With --force, for the learners in it; without, nbgrader refuses."""
    (_, collect) = blocks("Moodle")[0]
    for content in released[2], released[1]:
        place.download({f"{who}_1_assignsubmission_file_/{LESSON}.ipynb": content for who in ("Ada", "Ben")})
        place.run(f"{collect.rstrip()} --force")
    for who in ("Ada", "Ben"):
        assert (place.course / "submitted" / who / LESSON / f"{LESSON}.ipynb").read_bytes() == released[1]


@pytest.mark.parametrize("heading", ["Canvas", "Moodle"])
def test_the_answer_sheet_of_the_exam_comes_along(place, heading):
    """Under its own name, also when it was handed in again; it was no notebook, so nbgrader left it out."""
    before = {"Canvas": "lovelaceada_7_{}_", "Moodle": "Ada Lovelace_7_assignsubmission_file_/"}[heading]
    again = sheet.NAME.replace(".json", "-1.json") if heading == "Canvas" else sheet.NAME
    place.download({before.format(1) + "13_exam.ipynb": b"{}", before.format(2) + again: b"{}"})
    place.run(blocks(heading)[0][1].replace(LESSON, "13_exam"))
    ((_, files),) = place.submitted("13_exam").items()
    assert files == [sheet.NAME, "13_exam.ipynb"]


def test_other_names_by_a_regular_expression(place, released):
    """The instructor's own takes the place of ours."""
    ((_, settings),) = blocks("Other names")
    with (place.course / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    place.download(
        {f"ada-{LESSON}.ipynb": released[1], f"lovelaceada_12345_67890_{LESSON}.ipynb": released[1]}
    )
    place.run(blocks("Canvas")[0][1])
    assert place.submitted() == {"ada": [f"{LESSON}.ipynb"]}


HOSTILE = {
    "x/eve_5_6_mine/lovelaceada_12345_9_00_welcome.ipynb": "5",  # an archive that names somebody else
    "x/eve_5_6_12345_7_00_welcome.ipynb": "5",
    "de_2026_01_x-00_welcome_submissions/readme.ipynb": None,  # a course's name like a learner's
    ".._9_assignsubmission_file_/00_welcome.ipynb": None,  # outside submitted/
    "Eve_9_assignsubmission_file_/submission_secret.txt": None,
    "Eve_9_assignsubmission_file_/.ipynb_checkpoints/00_welcome-checkpoint.ipynb": None,
}


@pytest.mark.parametrize(("path", "learner"), HOSTILE.items())
def test_a_file_is_its_learners_and_nobody_elses(path, learner):
    found = names([path]).get(path)
    assert (found[0] if found else None) == learner


def test_namesakes_are_two_learners():
    """Moodle's download has their full names only, and the number tells them apart."""
    paths = [f"Ada Lovelace_{n}_assignsubmission_file_/{LESSON}.ipynb" for n in (7, 8)]
    assert {one[0] for one in names(paths).values()} == {"Ada Lovelace (7)", "Ada Lovelace (8)"}
