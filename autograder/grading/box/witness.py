"""Reads what a learner's code left behind, when nothing of it runs any more: JSON in, JSON out.

One process imports what witnesses need, which takes seconds; each look at a folder is a fork of it, so that
files which break their reader, or keep it busy for good, spoil no other look.

The files are hostile. A tree is read only when it holds nothing but regular files and folders, and a Delta
log only when Delta may have written it (`delta_log`): delta-rs follows paths out of a table's folder.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import stat
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TextIO

from autograder.grading.box.delta_log import Hostile, keep_commits_only
from autograder.grading.box.limits import MOST_CONTAINERS, containers

LOG = "_delta_log"
MOST_MEMORY = 2**30  # of one look; what exercises leave takes a sixth of it
MOST_BYTES = 2**18  # of its answer; what exercises leave takes a quarter of it
UNREADABLE = {"refused": "the files it left cannot be read"}
TOO_LARGE = {"refused": "the files it left hold more than an answer may leave"}


def main() -> int:
    """A list of tasks from stdin; to stdout the list of what was seen.

    A task: lesson, exercise, seed, evidence, root (the folder to look at), seconds (that it may take). Its
    answer is ``{"seen": {witness: record}}`` or ``{"refused": …}``.
    """
    tasks = json.load(sys.stdin)
    with answers_only() as out:
        _load(tasks)
        json.dump([_apart(task) for task in tasks], out)
    return 0


def answers_only() -> TextIO:
    """This process's stdout for its answer; what libraries print from now on goes to stderr."""
    answers = open(os.dup(1), "w", encoding="utf-8")  # noqa: SIM115 -- the caller closes it
    os.dup2(2, 1)
    return answers


def _load(tasks: Sequence[dict[str, Any]]) -> None:
    """Import what the forks would each import for themselves."""
    from autograder import exercises
    from autograder.checks import run  # noqa: F401
    from autograder.worlds import lake  # noqa: F401

    for task in tasks:
        exercises.of_lesson(task["lesson"])


def _apart(task: dict[str, Any]) -> dict[str, Any]:
    """What a fork of this process sees; refused when it breaks or takes too long."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_answer, args=(task, theirs))
    process.start()
    theirs.close()
    try:
        # Bytes: what comes from beside hostile files is never unpickled.
        answer: dict[str, Any] = json.loads(ours.recv_bytes()) if ours.poll(task["seconds"]) else UNREADABLE
    except (EOFError, OSError, ValueError):
        answer = UNREADABLE
    process.kill()
    process.join()
    return answer


def _answer(task: dict[str, Any], to: Connection) -> None:
    _limit_memory()
    root = Path(task["root"])
    try:
        refuse_hostile(root)
    except Hostile as reason:
        answer: dict[str, Any] = {"refused": str(reason)}
    else:
        answer = _look(task, root)
    said = json.dumps(answer)
    fits = len(said) <= MOST_BYTES and containers(said) <= MOST_CONTAINERS
    to.send_bytes((said if fits else json.dumps(TOO_LARGE)).encode())


def _limit_memory() -> None:
    """A file of kilobytes may hold gigabytes of rows: its reader dies of them before the box does."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])  # what this fork was born with
    most = pages * resource.getpagesize() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _look(task: dict[str, Any], root: Path) -> dict[str, Any]:
    from autograder import exercises
    from autograder.checks.observation import run_witnesses
    from autograder.checks.run import draw

    exercise = exercises.get(task["exercise"])
    try:
        scenario = draw(exercise, task["seed"])
        return {"seen": run_witnesses(exercise, scenario, task["evidence"], root)}
    except Exception as error:  # forged evidence or a broken table: not ours to mend, theirs to explain
        return {"refused": f"{type(error).__name__}: {str(error)[:300]}"}


def refuse_hostile(root: Path) -> None:
    """Raise Hostile unless all below ``root`` is plain: no link, no device, no log that Delta did not write.

    Of each Delta log its commits are left (`delta_log`).
    """
    logs = []
    for path in _tree(root):
        kind = path.lstat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise Hostile(f"{path.relative_to(root)} is no regular file")
        if path.name == LOG and stat.S_ISDIR(kind):
            logs.append(path)
    for log in reversed(logs):  # what lies within another first
        keep_commits_only(log)


def _tree(root: Path) -> Iterator[Path]:
    if root.is_symlink():
        raise Hostile("the folder itself is a link")
    if root.is_dir():
        for here, below, names in os.walk(root):  # which enters no links
            yield from (Path(here, name) for name in (*below, *names))


if __name__ == "__main__":
    sys.exit(main())
