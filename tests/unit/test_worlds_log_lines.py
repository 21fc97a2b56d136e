"""Logs from outside: strict reading, streams that fail, a listening logger that binds, the root's ear."""

import logging

import pytest

from autograder.worlds.log_lines import (
    BrokenStream,
    Disk,
    Listener,
    SlowStream,
    read_line,
    read_lines,
    root_listens,
)


def test_a_json_object_is_read():
    """One object a line; empty lines are none."""
    assert read_lines('{"a": 1}\n{"b": null}\n') == [{"object": {"a": 1}}, {"object": {"b": None}}]
    assert read_lines("") == []


@pytest.mark.parametrize("line", ['{"a": NaN}', '{"a": -Infinity}', "{'a': 1}", '{"a": 1} {"b": 2}', "plain"])
def test_what_is_no_json_says_so(line):
    """As strict as RFC 8259, where Python's own reader is not."""
    found = read_line(line)
    assert found["text"] == line and found["problem"]


@pytest.mark.parametrize("line", ["[1]", "3", '"text"', "null", '{"a": 1, "a": 2}'])
def test_json_that_is_no_object_with_unique_names_is_a_problem(line):
    """A second name would replace the first one in most readers."""
    assert "object" not in read_line(line)


def test_nesting_beyond_all_bounds_is_a_problem_not_an_error():
    """Python's reader gives up; the check must not."""
    assert "problem" in read_line('{"a":' + "[" * 100_000)


def test_the_streams_fail_as_told():
    """A full disk raises, a slow stream keeps the text, a disk shows what was flushed."""
    with pytest.raises(OSError, match="No space left"):
        BrokenStream().write("x")
    slow, disk = SlowStream(), Disk()
    assert (slow.write("line\n"), slow.getvalue()) == (5, "line\n")
    disk.stream.write("not yet")
    assert disk.seen() == ""
    disk.stream.flush()
    assert disk.seen() == "not yet"


def test_a_listener_keeps_the_events_of_all_it_bound():
    """Bound fields come with each event, the call's own win, and the first listener is not changed."""
    listener = Listener()
    bound = listener.bind(run_id="r1").bind(stage="read")
    bound.error("failed", stage="merge", message=1)
    listener.info("done")
    assert listener.events == [
        {"level": "error", "message": "failed", "fields": {"run_id": "r1", "stage": "merge", "message": 1}},
        {"level": "info", "message": "done", "fields": {}},
    ]


def test_the_root_hears_what_propagates_and_is_left_as_it_was():
    """Handlers and level come back, also after an error."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    with pytest.raises(ZeroDivisionError), root_listens() as heard:
        logging.getLogger("somebody").warning("hello")
        assert heard == ["hello"]
        raise ZeroDivisionError
    assert (root.handlers, root.level) == before


def test_the_listener_does_not_hear_py4j():
    """Its records come whenever Python collects garbage, in the middle of whatever is listened to."""
    with root_listens() as heard:
        logging.getLogger("py4j.clientserver").debug("Command to send: m")
        logging.getLogger("mine").debug("heard")
    assert heard == ["heard"]
