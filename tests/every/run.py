"""``make test-all``: every answer on every seed, lesson by lesson; a lesson that has passed is not run again.

What has passed is in build/test-all.json, under a fingerprint of everything a lesson's checks depend on.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder import paths, syllabus

STATE = paths.BUILD / "test-all.json"
TABLE = paths.BUILD / "kill-table.json"
HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run what has not passed; print a line for each lesson. The exit code is 1 when one fails."""
    failed = False
    for lesson in syllabus.LESSONS:
        known, print_of_it = _known(), fingerprint(lesson.slug)
        if known.get(lesson.slug, {}).get("fingerprint") == print_of_it:
            print(f"{lesson.slug}: {known[lesson.slug]['said']} (passed before)", flush=True)
            continue
        code = _run(lesson.slug, arguments)
        said = _totals()
        print(f"{lesson.slug}: {said}{'' if code == 0 else ', FAILED'}", flush=True)
        failed |= code != 0
        if code == 0:
            _remember({**known, lesson.slug: {"fingerprint": print_of_it, "said": said}})
    return int(failed)


def _run(slug: str, arguments: list[str]) -> int:
    files = [str(HERE / name) for name in ("every_answer.py", "honest_work.py")]
    command = [sys.executable, "-m", "pytest", *files, "-q", *arguments]
    return subprocess.run(command, env={**os.environ, "AUTOGRADER_LESSON": slug}, check=False).returncode


def _totals() -> str:
    rows = json.loads(TABLE.read_text("utf-8")).values()
    killed, wrong, accepted, right = (
        sum(row[key] for row in rows) for key in ("killed_by_own_criterion", "wrong", "accepted", "right")
    )
    return f"{killed} of {wrong} wrong answers killed, {accepted} of {right} right answers accepted"


def _known() -> dict[str, dict[str, str]]:
    return json.loads(STATE.read_text("utf-8")) if STATE.exists() else {}


def _remember(known: dict[str, dict[str, str]]) -> None:
    STATE.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


def fingerprint(slug: str) -> str:
    """A hash of the sources that decide what a lesson's checks say of its answers."""
    total = hashlib.sha256()
    for path in sorted(_sources(slug)):
        total.update(f"{path.relative_to(paths.ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _sources(slug: str) -> Iterator[Path]:
    package = paths.PACKAGE
    topic = slug.split("_", 1)[1]
    for part in ("checks", "worlds", "spark", "grading", f"exercises/{topic}"):
        yield from (package / part).rglob("*.py")
    yield from package.glob(f"exercises/{topic}.py")
    yield from paths.SOLUTIONS.glob(f"{slug}.py")
    for kind in ("mistakes", "variants"):
        yield from (paths.SOLUTIONS / kind / slug).rglob("*.py")
    yield from HERE.glob("*.py")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
