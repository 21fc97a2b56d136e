"""Reads what a learner's code left behind, when nothing of it runs any more: JSON in, JSON out.

One process imports what witnesses need, which takes seconds; each look at a folder is a fork of it, so that
files which break their reader, or keep it busy for good, spoil no other look.

The files are hostile. delta-rs follows paths out of a table's folder, so a log is read only when every path
in it is plain and relative, and a tree only when it holds nothing but regular files and folders.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote

MAX_LOG_BYTES = 64 * 2**20
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
FILE_ACTIONS = (
    "add",
    "remove",
    "cdc",
    "sidecar",
)  # https://github.com/delta-io/delta/blob/master/PROTOCOL.md

UNREADABLE = {"refused": "the files it left cannot be read"}


class Hostile(ValueError):
    """A tree that must not be opened; the message says what is wrong with it."""


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
    root = Path(task["root"])
    try:
        refuse_hostile(root)
    except Hostile as reason:
        answer: dict[str, Any] = {"refused": str(reason)}
    else:
        answer = _look(task, root)
    to.send_bytes(json.dumps(answer).encode())


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
    """Raise Hostile unless all below ``root`` is plain: no link, no device, no log that points elsewhere."""
    for path in _tree(root):
        kind = path.lstat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise Hostile(f"{path.relative_to(root)} is no regular file")
        if "_delta_log" in path.relative_to(root).parent.parts and stat.S_ISREG(kind):
            _refuse_log(path, root)


def _tree(root: Path) -> Iterator[Path]:
    if root.is_symlink():
        raise Hostile("the folder itself is a link")
    if root.is_dir():
        for here, below, names in os.walk(root):  # which enters no links
            yield from (Path(here, name) for name in (*below, *names))


def _refuse_log(path: Path, root: Path) -> None:
    if path.stat().st_size > MAX_LOG_BYTES:
        raise Hostile(f"{path.relative_to(root)} is too large for a log")
    if path.suffix == ".parquet":
        actions: Iterator[Any] = _parquet_actions(path)
    elif path.suffix == ".json":
        actions = _json_actions(path)
    else:
        return
    for action in actions:
        for name in _paths(action):
            if not is_plain(name):
                raise Hostile(f"{path.relative_to(root)} points elsewhere: {name[:100]!r}")


def _json_actions(path: Path) -> Iterator[Any]:
    for line in path.read_text("utf-8", "replace").splitlines():
        if line.strip():
            try:
                yield json.loads(line, object_pairs_hook=_each_once)
            except (ValueError, RecursionError):
                raise Hostile(f"{path.name} is no JSON, or names a field twice") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a field that is there twice, another reader might take the other value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is named twice")
    return found


def _parquet_actions(path: Path) -> Iterator[Any]:
    import pyarrow.parquet as pq

    try:
        yield from pq.read_table(path).to_pylist()
    except Exception:
        raise Hostile(f"{path.name} is no checkpoint") from None


def _paths(action: Any) -> Iterator[str]:
    """Every file name in an action, those of deletion vectors too."""
    for kind in FILE_ACTIONS if isinstance(action, dict) else ():
        file = action.get(kind)
        if isinstance(file, dict):
            yield str(file.get("path"))
            vector = file.get("deletionVector")
            if isinstance(vector, dict):
                yield _vector_path(vector)


def _vector_path(vector: dict[str, Any]) -> str:
    """Where a vector lies: inline nowhere, by an absolute path, or by a prefix of a UUID of 20 letters."""
    name = str(vector.get("pathOrInlineDv"))
    return {"i": "", "u": name[:-20]}.get(str(vector.get("storageType")), "/" + name)


def is_plain(name: str) -> bool:
    """True for a relative path that stays below its folder, also when its URL encoding is undone."""
    for spelling in (name, unquote(name), unquote(unquote(name))):
        if spelling.startswith(("/", "\\")) or SCHEME.match(spelling):
            return False
        if ".." in re.split(r"[/\\]", spelling):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
