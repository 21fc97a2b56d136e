"""Text that learners write reaches terminals, pages and files as plain text."""

import hashlib
import io

import pytest
from classes import marked
from rich.console import Console

from autograder.grading.course.folder import CourseFolder
from autograder.grading.course.foreign import plain, readable
from autograder.grading.course.ledger import Ledger, Record
from autograder.grading.course.states import EndState
from autograder.grading.course.submission import read_submission
from autograder.grading.reports import show
from autograder.grading.reports.report import write_report

CLEAR_SCREEN, CLIPBOARD = "\x1b[2J", "\x1b]52;c;cm0gLXJm\x07"
NASTY = {
    "half a character": ("\ud83d", r"\ud83d"),
    "a byte that is no UTF-8": ("\udcff", r"\udcff"),
    "a command to the terminal": (CLEAR_SCREEN, r"\x1b[2J"),
    "a C1 control": ("\x9b2J", r"\x9b2J"),
    "text from right to left": ("a\u202eb", r"a\u202eb"),
    "another line end": ("a\u2028b", r"a\u2028b"),
    "a carriage return": ("good\rbad", r"good\rbad"),
}


@pytest.mark.parametrize(("text", "shown"), NASTY.values(), ids=NASTY)
def test_what_a_terminal_obeys_is_escaped(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["Zoë 李 🎓", "line one\nline two\ttab", "१२३", "a[/b] {c}"])
def test_what_people_write_stays(text):
    assert plain(text) == text


def test_a_name_has_one_line():
    assert readable("a\nb\tc") == r"a\nb\tc"


@pytest.fixture
def record():
    """Of a notebook whose texts are as hostile as they can be."""
    nasty = "".join(text for text, _ in NASTY.values()) + CLIPBOARD + "[red]x[/red]"
    return Record("ab", "ada", "00_welcome", EndState.CORRUPT, {}, flags=(nasty,), problem=f"why\n{nasty}")


def test_table_report_and_ledger_take_every_text(record, tmp_path):
    """They died of such a text for the whole class, or handed it to the terminal."""
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=300).print(show.table(marked([record])))
    assert CLEAR_SCREEN not in out.getvalue() and CLIPBOARD not in out.getvalue()
    assert "[red]x[/red]" in out.getvalue()
    out.getvalue().encode("utf-8")
    write_report(CourseFolder(tmp_path), marked([record]))
    ledger = Ledger(tmp_path / "ledger", tmp_path / "key")
    ledger.put(record)
    assert ledger.get("ab") == record


@pytest.mark.parametrize("name", ["ada\x1b[2J", "a\u202eda", "two\nlines"])
def test_a_learner_whose_name_is_no_plain_text_is_listed_and_not_graded(tmp_path, name):
    course = CourseFolder(tmp_path)
    (course.submitted / name / "00_welcome").mkdir(parents=True)
    assert course.submissions() == []
    assert course.strangers() == [f"submitted/{readable(name)}/00_welcome"]


TIMES = {
    "2026-03-02 10:00:00.123456 UTC": "2026-03-02T10:00:00.123456+00:00",  # as nbgrader writes it
    "2026-03-02 10:00:00": "2026-03-02T10:00:00+00:00",
    "2026-03-02T10:00:00Z": "2026-03-02T10:00:00+00:00",
    "2026-03-02 10:00:00 +0200": "2026-03-02T08:00:00+00:00",
    "2026-13-02 10:00:00 UTC": "",
    "0001-01-01 00:00:00 +1400": "",
    "2026-03-02 10:00:00 /dev/stdin": "",
    "2026-03-02 10:00:00 ../../../../etc/passwd": "",
    "2026-03-02 10:00:00 " + "A" * 5000: "",
    "\ud800": "",
    "": "",
}


@pytest.mark.parametrize(("text", "when"), TIMES.items(), ids=[one[:40] for one in TIMES])
def test_a_time_is_read_strictly(tmp_path, monkeypatch, text, when):
    """A zone's name was looked up as a file; a long one stopped all of its learner's lessons."""
    folder = tmp_path / "ada" / "00_welcome"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    submission = read_submission(tmp_path, "ada", "00_welcome")
    monkeypatch.setattr("dateutil.tz.gettz", lambda *_: pytest.fail("a zone was looked up"))
    assert submission.handed_in == when
    assert any("holds no time" in one for one in submission.refusals()) == (not when)


def test_a_folder_that_is_a_link_or_has_too_long_a_name_is_listed_and_not_graded(tmp_path):
    """A link would be graded as another learner's work, and a gradebook has no room for the name."""
    course = CourseFolder(tmp_path)
    (course.submitted / "ada" / "00_welcome").mkdir(parents=True)
    (course.submitted / "eve").symlink_to("ada")
    (course.submitted / ("x" * 129) / "00_welcome").mkdir(parents=True)
    assert course.submissions() == [("ada", "00_welcome")]
    assert course.strangers() == ["submitted/eve/00_welcome", f"submitted/{'x' * 129}/00_welcome"]


def test_a_record_that_nests_without_end_is_a_damaged_one(tmp_path, record):
    ledger = Ledger(tmp_path / "ledger", tmp_path / "key")
    ledger.put(record)
    (file,) = tmp_path.glob("ledger/*/ab.json")
    body = b"[" * 100_000
    file.write_bytes(b'{"sha256": "%s"}\n' % hashlib.sha256(body).hexdigest().encode() + body)
    assert ledger.get("ab") is None
