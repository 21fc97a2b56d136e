"""Solution regions: found, cut out, replaced by the stub; every wrong marker is named."""

import pytest

from autograder.authoring.regions import BEGIN, END, STUB, Region, scan, with_stubs, without_markers
from autograder.checks.evidence import STUB_TEXT

SOLVED = f"""def f(x):
    '''Contract.'''
    {BEGIN}
    y = x + 1
    return y
    {END}


def g(x):
    if x:
        {BEGIN}
        return 2
        {END}
    return 0"""


def test_every_region_is_found():
    assert scan(SOLVED).regions == [Region(2, 5), Region(10, 12)]
    assert scan(SOLVED).faults == []


def test_the_stub_keeps_the_indentation_of_its_region():
    stubbed = with_stubs(SOLVED).split("\n")
    assert [line for line in stubbed if "NotImplemented" in line] == [f"    {STUB}", f"        {STUB}"]
    assert "return y" not in with_stubs(SOLVED) and "return 0" in with_stubs(SOLVED)


def test_the_solution_has_no_markers_and_still_works():
    space: dict = {}
    exec(without_markers(SOLVED), space)
    assert (space["f"](1), space["g"](1), space["g"](0)) == (2, 2, 0)


def test_the_stub_is_the_one_that_checks_recognise():
    """The build writes it, the checks call it "not attempted": both must mean the same text."""
    assert f'raise NotImplementedError("{STUB_TEXT}")' == STUB


@pytest.mark.parametrize(
    ("source", "offset", "what"),
    [
        (f"{BEGIN}\nx = 1", 0, "never closed"),
        (f"x = 1\n{END}", 1, "never began"),
        (f"{BEGIN}\nx = 1\n{BEGIN}\ny = 1\n{END}", 2, "inside another"),
        (f"{BEGIN}\n\n   \n{END}", 0, "empty"),
        ("# BEGIN SOLUTION\nx = 1", 0, "Malformed"),
        (f"{BEGIN}\nx = 1\n{END} of it", 2, "Malformed"),
        (f"x = 1  {BEGIN}", 0, "Malformed"),
    ],
)
def test_a_wrong_marker_is_named_with_its_place_and_its_fix(source, offset, what):
    fault = scan(source).faults[0]
    assert fault.offset == offset and what in fault.what and fault.fix
