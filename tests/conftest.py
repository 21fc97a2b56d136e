"""Shared by all tests: the tables that banks of answers, attacks and faults leave in build/."""

from __future__ import annotations

import json
import os
from collections import defaultdict

import pytest

from autograder import paths

pytest_plugins = ["suite"]


def pytest_configure(config: pytest.Config) -> None:
    """Tests answer exercises too: that must not show in the progress of whoever runs them."""
    os.environ.pop("AUTOGRADER_STATE", None)
    os.environ["AUTOGRADER_WORK"] = str(paths.BUILD / "test-work")
    paths.WORK = paths.BUILD / "test-work"
    paths.STATE = paths.WORK / paths.HIDDEN


@pytest.fixture
def tally(record_property):
    """Record what became of one answer under one seed; ``build/kill-table.json`` adds them up."""

    def record(answer, seed: str, *, passed: bool) -> None:
        record_property("tally", [answer.exercise, answer.kind, answer.label, seed, passed])

    return record


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collected in the controlling process, so that it works with xdist's workers too."""
    if report.when == "call":
        for name, value in report.user_properties:
            if name == "tally":
                SEEN.append(value)
            elif name in TABLES:
                TABLES[name][value[0]] = value[1]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    if SEEN:
        _write("kill-table.json", kill_table(SEEN))
    for name, table in TABLES.items():
        if table:
            _write(f"{name}-table.json", table)


def _write(name: str, table: dict) -> None:
    paths.BUILD.mkdir(exist_ok=True)
    (paths.BUILD / name).write_text(json.dumps(table, indent=1, sort_keys=True), "utf-8")


def pytest_terminal_summary(terminalreporter) -> None:
    if SEEN:
        rows = kill_table(SEEN).values()
        killed, wrong = (sum(row[key] for row in rows) for key in ("killed_by_own_criterion", "wrong"))
        accepted, right = (sum(row[key] for row in rows) for key in ("accepted", "right"))
        terminalreporter.write_line(
            f"answer banks: {killed} of {wrong} wrong answers killed by their own criterion, "
            f"{accepted} of {right} right answers accepted, over {len(rows)} exercises"
        )
    for name, table in TABLES.items():
        if table:
            gained = sum(row["points_gained"] for row in table.values())
            flagged = sum(row["flagged"] for row in table.values())
            spared = sum(row["others_unchanged"] for row in table.values())
            terminalreporter.write_line(
                f"{name}s: {len(table)}, points gained {gained:g}, flagged {flagged}, "
                f"others' results unchanged in {spared}"
            )


SEEN: list = []
TABLES: dict[str, dict[str, dict]] = {"attack": {}, "fault": {}}
"""name → {points_gained, flagged, end_state, others_unchanged}, by ``record_property("attack", …)``."""


def kill_table(seen: list) -> dict[str, dict[str, int]]:
    """Per exercise: wrong, killed_by_own_criterion, right, accepted, seeds.

    An answer counts as killed or accepted only when it was under every seed it met; ``seeds`` is
    the smallest number of seeds that an answer of the exercise met.
    """
    results: dict[tuple, list] = defaultdict(list)
    for exercise, kind, label, seed, passed in seen:
        results[exercise, kind, label].append((seed, passed))
    table: dict[str, dict[str, int]] = {}
    for (exercise, kind, _), runs in results.items():
        empty = {"wrong": 0, "killed_by_own_criterion": 0, "right": 0, "accepted": 0, "seeds": 0}
        row = table.setdefault(exercise, dict(empty))
        wrong = kind == "wrong"
        row["wrong" if wrong else "right"] += 1
        row["killed_by_own_criterion" if wrong else "accepted"] += all(passed for _, passed in runs)
        seeds = len({seed for seed, _ in runs})
        row["seeds"] = min(row["seeds"] or seeds, seeds)
    return table
