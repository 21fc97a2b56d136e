"""One finite number per check cell, whatever else stands in its output."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograder.grading.score import keep_score


def result(text):
    return new_output("execute_result", {"text/plain": text}, execution_count=1)


STDERR = new_output("stream", name="stderr", text="26/01/01 WARN TaskSetManager")
STDOUT = new_output("stream", name="stdout", text="10")
ERROR = new_output("error", ename="ValueError", evalue="", traceback=[])


def score(outputs, points=10):
    """What nbgrader makes of a graded cell after our step."""
    metadata = {"nbgrader": {"grade": True, "points": points, "solution": False, "grade_id": "check-x"}}
    return determine_grade(new_code_cell("", outputs=keep_score(outputs, points), metadata=metadata))[0]


@pytest.mark.parametrize(
    ("outputs", "wanted"),
    [
        ([result("7")], 7),
        ([STDERR, result("7"), STDERR], 7),
        ([STDOUT, result("7")], 7),
        ([result("10"), result("3")], 3),
        ([], 0),
        ([STDOUT], 0),
        ([STDERR], 0),
        ([ERROR], 0),
        ([result("11")], 0),
        ([result("nan")], 0),
        ([result("inf")], 0),
        ([result("-1")], 0),
        ([result("full marks")], 0),
        ([new_output("display_data", {"text/plain": "10"})], 0),
        ([new_output("execute_result", {"text/html": "10"}, execution_count=1)], 0),
    ],
)
def test_only_a_number_between_zero_and_the_maximum_scores(outputs, wanted):
    """A warning costs nothing; no output, nan, text or too much earns nothing."""
    assert score(outputs) == wanted
