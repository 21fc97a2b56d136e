"""The page on the bank's format: its example is used as it stands, and nothing that it lists is missing."""

import re

import pytest
from typer.testing import CliRunner

from autograder import paths
from autograder.cli import app
from autograder.quiz import bank, lint
from autograder.quiz.exam import public
from autograder.quiz.models import Item, Kind, Option
from autograder.quiz.verify import verify

PAGE = (paths.ROOT / "docs" / "question-bank.md").read_text("utf-8")


@pytest.fixture
def course(tmp_path):
    """A course whose bank is the page's example, in a file of the name that the page gives it."""
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    name = re.search(r"`(\d\d_\w+\.yaml)`", PAGE)[1]
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / name).write_text(example, "utf-8")
    return tmp_path


def run(*arguments):
    """`autograder quiz …`; (exit code, what it prints)."""
    done = CliRunner().invoke(app, ["quiz", *map(str, arguments)])
    return done.exit_code, " ".join(done.output.split())


def test_the_example_is_a_bank_of_every_kind(course):
    """And its programs do what they say."""
    items = bank.read_folder(course / "bank").values()
    assert [item.kind for item in items] == list(Kind)
    for item in items:
        if item.verify:
            verify(item)


def test_the_lint_finds_nothing_in_the_example(course):
    """A bank of five is no reason to object to places."""
    code, said = run("lint", "--bank", course / "bank")
    assert code == 0 and "5 items, 0 to mend." in said
    assert "not whole yet" not in said  # that is said of the course's own bank alone


def test_the_example_can_be_published(course):
    """As an exam of five questions."""
    code, said = run("publish", "--course", course)
    assert code == 0 and "An exam has 5 questions in 10 minutes" in said
    assert len(public.read(course / "source" / "13_exam").questions) == 5


def test_publish_takes_the_number_of_attempts_from_the_courses_rules(course):
    """And refuses rules that cannot be read, in one sentence."""
    (course / "course.yaml").write_text("exam_attempts: 2", "utf-8")
    code, said = run("publish", "--course", course)
    assert code == 0 and "the first 2 count" in said
    assert public.read(course / "source" / "13_exam").attempts == 2
    (course / "course.yaml").write_text("exam_attempts: 0", "utf-8")
    code, said = run("publish", "--course", course)
    assert code == 1 and "course.yaml, exam_attempts: Input should be greater than 0" in said


def test_every_field_and_every_rule_is_on_the_page():
    """Nothing to look up in the code."""
    listed = set(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE))
    rules = set(re.findall(r'Finding\("([\w-]+)"', (paths.PACKAGE / "quiz" / "lint.py").read_text("utf-8")))
    assert listed == {*Item.model_fields, *Option.model_fields, *rules}
    assert len(lint.RULES) == len(rules)
