"""Proves items by a program: the one that is shown, or one that asserts what the right option says."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

from autograder.quiz.models import Item, Kind

SECONDS = 60  # a program of an item that runs longer is broken

ALONE = """
import io, json, sys
from contextlib import redirect_stdout
program, printed, names, error = json.load(sys.stdin), io.StringIO(), {"__name__": "__main__"}, None
with redirect_stdout(printed):
    for part in program:
        try:
            exec(compile(part, "<item>", "exec"), names)
        except BaseException as raised:
            error = type(raised).__name__
            break
print(json.dumps([printed.getvalue(), error]))
"""


class Refuted(AssertionError):
    """The code of an item does not do what the item says; the message shows both."""


@dataclass(frozen=True)
class Ran:
    """What a program printed, and its error: ``ClassName``, or ``ClassName: CONDITION`` for Spark's."""

    printed: str
    error: str | None

    @property
    def text(self) -> str:
        """What a reader would see: the output, and the error as the last line."""
        return "\n".join(part for part in (self.printed.strip(), self.error) if part)


def verify(item: Item, spark: Any = None) -> None:
    """Run the program of an item that has one; ``spark`` is a session for the items that ask for one.

    Raises Refuted when the program and the item disagree.
    """
    _VERIFIERS.get(item.kind, _verify_claim)(item, spark)


def _verify_output(item: Item, spark: Any) -> None:
    shown = plain(_run(item, [item.code], spark).text)
    right = plain(item.options[item.right[0]].text)
    if shown != right:
        raise Refuted(f"{item.id} prints {shown!r}; its right option is {right!r}")
    if sum(plain(option.text) == shown for option in item.options) > 1:
        raise Refuted(f"{item.id}: two options show {shown!r}")


def _verify_bug(item: Item, spark: Any) -> None:
    assert item.verify is not None
    broken = _run(item, [item.code, item.verify.proof], spark)
    if broken.error != item.verify.raises:
        raise Refuted(f"{item.id}: the shown code ends with {broken.error}, not {item.verify.raises}")
    fixed = _run(item, [item.verify.fixed, item.verify.proof], spark)
    if fixed.error:
        raise Refuted(f"{item.id}: the fixed code ends with {fixed.error}")


def _verify_claim(item: Item, spark: Any) -> None:
    assert item.verify is not None
    ran = _run(item, [item.verify.proof], spark)
    if ran.error:
        raise Refuted(f"{item.id}: its proof ends with {ran.text}")


_VERIFIERS = {Kind.OUTPUT: _verify_output, Kind.BUG: _verify_bug}


def plain(text: str) -> str:
    """A program's text as it is compared: without backticks around it and space at the ends of lines."""
    return "\n".join(line.strip().strip("`").strip() for line in text.strip().splitlines())


def _run(item: Item, program: list[str], spark: Any) -> Ran:
    assert item.verify is not None
    parts = [item.verify.setup, *program]
    return _run_here(parts, spark) if item.verify.spark else _run_alone(parts)


def _run_alone(parts: list[str]) -> Ran:
    """In an interpreter of its own, so that an item meets what a learner's new script would meet."""
    command = [sys.executable, "-W", "ignore", "-c", ALONE]
    done = subprocess.run(
        command, input=json.dumps(parts), capture_output=True, text=True, timeout=SECONDS, check=True
    )
    printed, error = json.loads(done.stdout.splitlines()[-1])
    return Ran(printed, error)


def _run_here(parts: list[str], spark: Any) -> Ran:
    """In this process, on its Spark session."""
    names: dict[str, Any] = {"__name__": "__main__", "spark": spark}
    printed = StringIO()
    with redirect_stdout(printed):
        for part in parts:
            try:
                exec(compile(part, "<item>", "exec"), names)
            except Exception as error:
                return Ran(printed.getvalue(), _name(error))
    return Ran(printed.getvalue(), None)


def _name(error: Exception) -> str:
    condition = error.getCondition() if hasattr(error, "getCondition") else None
    return f"{type(error).__name__}: {condition}" if condition else type(error).__name__
