"""Looks at the box from inside, and says whether it is closed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from autograder import paths
from autograder.grading.box.run import run_program
from autograder.grading.course.limits import Limits

PROBE_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """One thing tried from inside: ``ok`` when the box held, ``saw`` what happened."""

    name: str
    ok: bool
    saw: str


class OpenBox(RuntimeError):
    """The sandbox does not hold; the message lists what is open and what to do."""


def examine(extra: Sequence[str] = ()) -> list[Finding]:
    """Start a box and try to get out of it. ``extra`` opens the box on purpose, to see the doctor notice.

    Raises NoBox and CannotLimit when there is no box to examine.
    """
    program = [sys.executable, "-P", "-m", "autograder.grading.box.probe"]
    outside = {
        "root": str(paths.ROOT),
        "limits": {"processes": LIMITS.processes, "scratch_mb": LIMITS.scratch_mb},
    }
    answer, killed, _ = run_program(
        program, json.dumps(outside).encode(), LIMITS, seconds=PROBE_SECONDS, extra=extra
    )
    if answer is None:
        return [Finding("the box starts", False, f"no answer from inside (killed for: {killed})")]
    return [Finding(**one) for one in answer["findings"]]


LIMITS = Limits(memory_mb=512, processes=64, scratch_mb=32)


def require_closed_box() -> tuple[str, ...]:
    """Examine the box once per process; what an instructor has to be told with every result.

    Raises OpenBox unless it is closed, or AUTOGRADER_OPEN_BOX=1 says to go on: then every result is flagged.
    """
    found = _open_places()
    if not found:
        return ()
    if os.environ.get("AUTOGRADER_OPEN_BOX") == "1":
        return tuple(f"graded in an open box: {one}" for one in found)
    raise OpenBox(
        "Grading has not started: the sandbox on this machine is open.\n"
        + "".join(f"  {one}\n" for one in found)
        + "A submission could use that to read or change what is not its own. Run `autograder doctor`, "
        "and grade on a machine where it passes. To grade here all the same, set AUTOGRADER_OPEN_BOX=1: "
        "every result then says so."
    )


@cache
def _open_places() -> tuple[str, ...]:
    return tuple(f"{one.name}: {one.saw}" for one in examine() if not one.ok)
