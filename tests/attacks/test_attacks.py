"""A class of attackers and one honest learner, graded together: nobody gains a point or reaches outside."""

import dataclasses

import psutil
import pytest
from bank import ATTACKS
from classes import POINTS, grade, hand_in, make_course, notebook, points, texts

from autograder import paths
from autograder.grading.course.states import EndState

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attacks")]
HONEST = "an honest learner"
CANARY = '{"canary": "untouched"}'


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class has handed in; the canary is a file that only a link could reach."""
    folder = make_course(tmp_path_factory.mktemp("attacked"))
    (folder / "canary.ipynb").write_text(CANARY, "utf-8")
    hand_in(folder, HONEST, notebook(folder, solved=True))
    for attack in ATTACKS:
        cells = [
            cell.replace("COURSE_FOLDER", str(folder)).replace("CHECKOUT", str(paths.ROOT))
            for cell in attack.cells
        ]
        submission = hand_in(folder, attack.name, notebook(folder, *cells, wrong=attack.answer))
        if attack.alter:
            attack.alter(folder, submission)
    return folder


@pytest.fixture(scope="module")
def graded(course):
    """learner → record; graded by somebody with a secret in the environment"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_OF_THE_GRADER", "canary")
        return grade(course)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_an_attack_gains_nothing(attack, graded, record_property):
    """No point, a state that says what happened, a flag or a note where it can be seen, nothing open."""
    record = graded[attack.name]
    honest = graded[HONEST]
    outcome = {
        "points_gained": points(record),
        "flagged": bool(record.flags or record.notes) or not record.state.final,
        "end_state": str(record.state),
        "others_unchanged": (honest.state, points(honest)) == (EndState.GRADED, POINTS),
    }
    record_property("attack", [attack.name, outcome])
    assert outcome["points_gained"] == 0
    assert outcome["others_unchanged"], honest
    assert record.state in attack.ends, record
    assert not attack.flagged or outcome["flagged"], record
    if attack.holds:
        said = texts(record)
        assert "REFUSED" in said, "the attack did not run"
        assert "OPEN" not in said, said


def test_nothing_outside_was_touched(course, graded):
    """The file behind the link is as it was, and no process outlives its box."""
    assert (course / "canary.ipynb").read_text("utf-8") == CANARY
    left = [p.pid for p in psutil.process_iter(["cmdline"]) if "98765" in (p.info["cmdline"] or [])]
    assert not left


def test_a_second_run_grades_nothing_again(course, graded):
    """Whatever the end state, it is in the ledger."""
    again = grade(course)
    assert {name: dataclasses.asdict(record) for name, record in again.items()} == {
        name: dataclasses.asdict(record) for name, record in graded.items()
    }
