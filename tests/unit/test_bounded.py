"""Our own code on learners' files, in a fork with limits: what it may take, and who is told."""

import json
import os
import signal

import pytest

from autograder.grading.nbg import bounded as module
from autograder.grading.nbg import miniature
from autograder.grading.nbg.bounded import Stopped, bounded


def test_what_was_made_comes_back():
    assert bounded(lambda: {"pid is another": os.getpid()})["pid is another"] != os.getpid()


def test_an_error_of_ours_comes_with_its_trace():
    with pytest.raises(RuntimeError, match=r"in broken[^$]*KeyError: 'x'") as caught:
        bounded(broken)
    assert not isinstance(caught.value, Stopped)


def broken():
    return {}["x"]


def spins():
    while True:
        pass


def grows():
    return json.loads("[" + "{}," * 10_000_000 + "{}]")


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("work", "why"), [(spins, "1 s of computing"), (grows, "64 MiB"), (dies, "ended our process")]
)
def test_what_takes_too_much_is_stopped(work, why, monkeypatch):
    monkeypatch.setattr(module, "CPU_SECONDS", 1)
    monkeypatch.setattr(module, "MEMORY", 64 * 2**20)
    with pytest.raises(Stopped, match=why):
        bounded(work)


def test_a_machine_that_is_too_slow_is_no_fault_of_the_learner(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.1)
    with pytest.raises(RuntimeError, match="overloaded") as caught:
        bounded(signal.pause)
    assert not isinstance(caught.value, Stopped)


ONE = {"learner": "ada", "lesson": "00_welcome", "key": "k", "attempt": 1}


def test_a_step_that_is_stopped_has_an_end_state_of_its_own(monkeypatch):
    """It says so, has no points, keeps the flags, and waits for a person."""
    monkeypatch.setattr(module, "MEMORY", 64 * 2**20)
    record = miniature._or_record(ONE, grows, flags=("seen",))
    assert (record.state, record.flags) == ("judging stopped", ("seen",))
    assert "64 MiB" in record.problem
    assert not record.state.final and set(record.cells.values()) == {None}
    assert miniature._or_record(ONE, broken).state == "grader error"
