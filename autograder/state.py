"""What a learner has done so far, in one small file that may be lost without harm."""

from __future__ import annotations

import json
import secrets
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from autograder import exercises, paths
from autograder.checks.model import Json, Outcome, Report
from autograder.files import write_atomically


def _load(path: Path | None = None) -> Json:
    try:
        loaded: Any = json.loads((path or paths.STATE / "progress.json").read_text("utf-8"))
        return loaded if isinstance(loaded, dict) else {}
    except (OSError, ValueError):  # absent, unreadable or damaged: start anew, never stop a lesson
        return {}


def _save(state: Json) -> None:
    try:
        text = json.dumps(state, indent=1, sort_keys=True)
        write_atomically(paths.STATE / "progress.json", text.encode())  # two notebooks may save at once
    except OSError:
        pass  # a read-only place (grading): progress is a convenience


def remember(report: Report) -> None:
    """Keep the best result of an exercise; one broken check or a later slip takes nothing away."""
    if report.outcome is Outcome.GRADER_ERROR:
        return
    state = _load()
    known = state.setdefault("exercises", {}).get(report.exercise, {})
    if report.points >= known.get("points", 0):
        state["exercises"][report.exercise] = {"points": report.points, "core": report.core_passed}
        _save(state)


def adopt(earlier: Path) -> bool:
    """Add the progress in another file to this one, and move that file here; whether it could be done.

    The better result of an exercise counts, and of all else what is here already.
    """
    old, state = _load(earlier), _load()
    merged = {**old, **state, "hints": {**old.get("hints", {}), **state.get("hints", {})}}
    merged["questions"] = {**old.get("questions", {}), **state.get("questions", {})}
    merged["exercises"] = {**old.get("exercises", {}), **state.get("exercises", {})}
    for name, result in old.get("exercises", {}).items():
        known = merged["exercises"][name]
        merged["exercises"][name] = max(result, known, key=lambda one: one.get("points", 0))
    _save(merged)
    if _load() != merged:
        return False
    shutil.move(earlier, paths.STATE / "progress.earlier.json")
    return True


def next_hint(name: str) -> int:
    """How many hints of an exercise to show now: one more than last time."""
    state = _load()
    hints = state.setdefault("hints", {})
    hints[name] = min(hints.get(name, 0) + 1, 3)
    _save(state)
    return int(hints[name])


@cache
def learner_seed() -> str:
    """What shuffles this learner's questions: drawn once, then kept."""
    state = _load()
    if not isinstance(state.get("seed"), str):
        state["seed"] = secrets.token_hex(8)
        _save(state)
    return str(state["seed"])


def remember_answer(question: str, chosen: list[int], *, right: bool) -> None:
    """Keep the last answer to a self-check question."""
    state = _load()
    state.setdefault("questions", {})[question] = {"chosen": chosen, "right": right}
    _save(state)


def remembered_answer(question: str) -> Json | None:
    """The last answer as ``{"chosen": places, "right": bool}``; None when there is none."""
    known = _load().get("questions", {}).get(question)
    places = known.get("chosen") if isinstance(known, dict) else None
    if not isinstance(places, list) or not all(isinstance(place, int) for place in places):
        return None
    return {"chosen": places, "right": known.get("right") is True}


def progress_lines(slug: str) -> list[str]:
    """One line per exercise of a lesson: its name, points and whether the core is passed."""
    known = _load().get("exercises", {})
    return [_line(e.name, e.max_points, known.get(e.name, {})) for e in exercises.of_lesson(slug)]


def _line(name: str, most: int, known: Json) -> str:
    earned = known.get("points", 0)
    word = "done" if earned == most else "core passed" if known.get("core") else "open"
    return f"{name:<26} {earned:>3} of {most:>2} points  {word}"
