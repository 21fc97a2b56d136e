"""A check of an answer whose cell did not run says so, with the error, where learners check themselves."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

START = 'from autograder import lesson\nlesson.start("00_welcome")'
CHECK = 'result = lesson.check("on_time_rate")'
STUB = 'def on_time_rate(delays):\n    raise NotImplementedError("your code here")'
RIGHT = """def on_time_rate(delays):
    departed = [d for d in delays if d is not None]
    return sum(d < 15 for d in departed) / len(departed) if departed else None"""


@pytest.fixture
def card(tmp_path, monkeypatch):
    """The card after a lesson's cells were run one after another, as text."""
    monkeypatch.setattr("autograder.paths.STATE", tmp_path)
    monkeypatch.setenv("AUTOGRADER_LAB", str(tmp_path / "lab"))
    monkeypatch.setattr("autograder.checks.cell_errors._FAILED", [])
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # a shell puts its own there
    shell = InteractiveShell.instance()

    def run(*cells: str) -> str:
        shell.run_cell(START)
        for cell in cells:
            shell.run_cell(cell, cell_id="answer")
        shell.run_cell(CHECK)
        return str(shell.user_ns["result"])

    yield run
    InteractiveShell.clear_instance()


DID_NOT_RUN = {
    "an unclosed bracket": (f"{RIGHT}\nprint('done'", "your cell did not run: SyntaxError: "),
    "a no-break space": (
        RIGHT.replace("def ", "def\u00a0"),
        "SyntaxError: invalid non-printable character U+00A0",
    ),
    "another system's magic": (f"%python\n{RIGHT}", "UsageError: Line magic function `%python` not found"),
    "a missing import": (f"import pendulum2\n{RIGHT}", "ModuleNotFoundError: No module named 'pendulum2'"),
    "an error on the way": (f"LIMIT = 1 / 0\n{RIGHT}", "ZeroDivisionError: division by zero"),
    "another name": (RIGHT.replace("on_time_rate", "rate"), "on_time_rate is not defined in this notebook"),
}


@pytest.mark.parametrize(("cell", "says"), DID_NOT_RUN.values(), ids=DID_NOT_RUN)
def test_the_card_says_why_there_is_no_answer(card, cell, says):
    """Neither "not attempted" nor a red wall."""
    said = card(cell)
    assert said.startswith("on_time_rate: ") and says in said.splitlines()[0]
    assert "until it shows no error" in said and "not attempted" not in said


def test_a_cell_that_fails_behind_its_stub_is_named(card):
    """The stub was run first, as the notebook has it; the answer's cell failed then."""
    assert "your cell did not run: NameError" in card(STUB, f"undefined\n{RIGHT}")


def test_the_stub_is_not_attempted_and_an_answer_that_runs_is_judged(card):
    """The error of an earlier try is forgotten as soon as the cell runs, whatever it defines then."""
    assert "on_time_rate is not defined" in card(f"1 / 0\n{RIGHT}", RIGHT.replace("on_time_rate", "rate"))
    assert "not attempted yet" in card(f"1 / 0\n{STUB}", STUB)
    assert "correct, 5 of 5" in card(f"1 / 0\n{RIGHT}", RIGHT)


def test_a_lesson_listens_once(card):
    """However often its first cell is run."""
    card(START, START, RIGHT)
    callbacks = InteractiveShell.instance().events.callbacks["post_run_cell"]
    assert len(callbacks) == len(set(callbacks))
