"""What a later lesson gives along keeps the contract that an earlier one teaches."""

import pytest
from banks import told

from autograder import exercises
from autograder.authoring.source import setup_source
from autograder.checks import Outcome
from autograder.checks.run import check


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_lesson_04_hides_what_lesson_03_teaches_to_hide(seed, tmp_path):
    """Two texts, because the answer to lesson 03 is kept back; one behaviour."""
    names: dict = {}
    exec(setup_source("04_monitoring_and_alerting"), names)
    report = check(exercises.get("redact"), {"redact": names["redact"]}, seed=seed, root=tmp_path / "lab")
    assert report.outcome is Outcome.CORRECT, told(report)
