"""What the suite costs: CPU seconds by group of tests, every child process and JVM included.

As a pytest plugin it measures each test in its worker; as a program (``suite.py ARGS``) it runs pytest with
these arguments and adds what no test can see: starting up, and processes whose parent died before them.
Both write ``build/suite.json``: ``{"wall_s", "groups": {name: {"tests", "cpu_s"}}, "slowest": […]}``.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

FILE = Path(__file__).resolve().parents[2] / "build" / "suite.json"
OUTSIDE = "outside of tests"
PR_SET_CHILD_SUBREAPER = 36
DEAREST = 10
PATIENCE = 5.0  # seconds that orphans of the suite may take to end

STARTED = time.monotonic()
COSTS: list[tuple[str, float, float]] = []
"""(test, CPU seconds, seconds) of every test that reported, in the controlling process."""


# --- in each worker -----------------------------------------------------------------------------------------


def cpu_seconds() -> float:
    """CPU used so far by this process and its descendants, living ones and those that were waited for."""
    return sum(map(_cpu_of, [psutil.Process(), *psutil.Process().children(recursive=True)]))


def _cpu_of(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return used.user + used.system + used.children_user + used.children_system


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Set-up and clean-up belong to the test that caused them."""
    item.stash[BEFORE] = (cpu_seconds(), time.monotonic())
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """The last report of a test carries its cost to the controlling process."""
    outcome = yield
    if call.when == "teardown":
        cpu, clock = item.stash[BEFORE]
        cost = (max(0.0, cpu_seconds() - cpu), time.monotonic() - clock)
        outcome.get_result().user_properties.append(("cost", cost))


BEFORE = pytest.StashKey[tuple[float, float]]()


# --- in the controlling process -----------------------------------------------------------------------------


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collected here, so that it works with xdist's workers too."""
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == "cost":
                COSTS.append((report.nodeid, *value))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the file; a run that was cut short leaves what it saw."""
    if COSTS and not hasattr(session.config, "workerinput"):
        write(summary(COSTS, time.monotonic() - STARTED))


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the dearest groups."""
    if COSTS:
        for line in dearest(summary(COSTS, 0.0)):
            terminalreporter.write_line(line)


def group(test: str) -> str:
    """The group of a test's id: its exercise for tests of the banks, else its file."""
    path, _, name = test.partition("::")
    place = path.removeprefix("tests/").removesuffix(".py")
    if "test_banks" in path and "[" in name:
        return "bank of " + name.split("[")[1].rstrip("]").split("-")[0]
    return place.replace("/test_", "/")


def summary(costs: list[tuple[str, float, float]], wall: float) -> dict:
    """The content of suite.json."""
    groups: dict[str, dict] = defaultdict(lambda: {"tests": 0, "cpu_s": 0.0})
    for test, cpu, _ in costs:
        groups[group(test)]["tests"] += 1
        groups[group(test)]["cpu_s"] += cpu
    for one in groups.values():
        one["cpu_s"] = round(one["cpu_s"], 1)
    slowest = sorted(costs, key=lambda cost: -cost[1])[:DEAREST]
    return {
        "wall_s": round(wall, 1),
        "groups": dict(sorted(groups.items())),
        "slowest": [{"test": t, "cpu_s": round(c, 1), "wall_s": round(w, 1)} for t, c, w in slowest],
    }


def dearest(suite: dict) -> list[str]:
    """The ten groups that took most CPU, a line each."""
    groups = sorted(suite["groups"].items(), key=lambda item: -item[1]["cpu_s"])
    total = sum(one["cpu_s"] for _, one in groups)
    lines = [f"CPU seconds of the suite: {total:.0f}, most of them in"]
    return lines + [
        f"  {one['cpu_s']:7.1f}  {one['tests']:5} tests  {name}" for name, one in groups[:DEAREST]
    ]


def write(suite: dict) -> None:
    """Leave the figures in build/."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(suite, indent=1) + "\n", "utf-8")


# --- as a program -------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Run pytest; then add to the file what the whole run took beyond its tests."""
    FILE.unlink(missing_ok=True)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans come to us and are counted
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest, which then reports
    run = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], preexec_fn=_interruptible)
    code = _wait_for(run.pid)
    _reap(PATIENCE)
    if FILE.exists():
        suite = json.loads(FILE.read_text("utf-8"))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        beyond = used.ru_utime + used.ru_stime - sum(one["cpu_s"] for one in suite["groups"].values())
        suite["groups"][OUTSIDE] = {"tests": 0, "cpu_s": round(beyond, 1)}
        write(suite)
    return code


def _interruptible() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait_for(process: int) -> int:
    """Its exit code; orphans that end meanwhile are waited for as well, as init would."""
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == process:
            return os.waitstatus_to_exitcode(status)


def _reap(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
        except ChildProcessError:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
