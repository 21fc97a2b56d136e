"""An nbgrader assignment such as an instructor writes: an answer, and a hidden test that reads a file."""

from nbformat.v4 import new_code_cell, new_notebook

STUB = "### BEGIN SOLUTION\ndef total(rows):\n    return sum(rows)\n### END SOLUTION"
TEST = """\
### BEGIN HIDDEN TESTS
rows = [int(one) for one in open('data.csv')]
assert total(rows) == 6
### END HIDDEN TESTS"""


def graded(kind, name, source, points, **more):
    own = {"schema_version": 3, "grade_id": name, "points": points, "grade": True, "task": False}
    return kind(source, metadata={"nbgrader": {**own, "solution": False, "locked": True, **more}})


def assignment(*cells):
    """A problem: an answer, a test of it, and what else is given."""
    answer = {"schema_version": 3, "grade_id": "total", "solution": True, "grade": False, "locked": False}
    first = new_code_cell(STUB, metadata={"nbgrader": {**answer, "task": False}})
    return new_notebook(cells=[first, graded(new_code_cell, "test_total", TEST, 4), *cells])
