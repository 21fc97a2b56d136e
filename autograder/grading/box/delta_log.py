"""What a Delta log must look like before a witness reads its table: as Delta writes it, and to one effect.

Two readers must not see two tables. So a log is its commits, from version 0 on without a gap; what Delta
keeps beside them to read faster (checkpoints, their sidecars, checksums, compacted commits) says the same in
an honest log, and something else in a forged one. It is set aside.

https://github.com/delta-io/delta/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

MAX_LOG_BYTES = 64 * 2**20  # of all commits of a table
COMMIT = re.compile(r"[0-9]{20}\.json")
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
BESIDE = re.compile(
    r"[0-9]{20}\.crc"
    r"|[0-9]{20}\.checkpoint(\.[0-9]{10}\.[0-9]{10})?\.parquet"
    rf"|[0-9]{{20}}\.checkpoint\.{UUID}\.(json|parquet)"
    r"|[0-9]{20}\.[0-9]{20}\.compacted\.json"
    r"|_last_checkpoint|_last_vacuum_info|_sidecars|_staged_commits|_commits|_delta_index"
    r"|\..+"  # hidden: Hadoop's checksums, and what a killed writer had begun
)
ACTIONS = frozenset({"commitInfo", "protocol", "metaData", "txn", "domainMetadata", "add", "remove", "cdc"})
FILE_ACTIONS = ("add", "remove", "cdc")
VECTOR = "deletionVector"
FIELDS = frozenset({"path", VECTOR, "storageType", "pathOrInlineDv"})  # those that lead to files
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Hostile(ValueError):
    """Files that must not be opened; the message says what is wrong with them."""


def keep_commits_only(log: Path) -> None:
    """Make the folder ``log`` hold its commits and nothing else.

    Raises Hostile, and leaves the folder as it is, for a log that Delta did not write.
    """
    entries = sorted(log.iterdir())
    commits = [entry for entry in entries if COMMIT.fullmatch(entry.name) and entry.is_file()]
    others = [entry for entry in entries if entry not in set(commits)]
    for entry in others:
        if not BESIDE.fullmatch(entry.name):
            raise Hostile(f"{entry.name[:100]!r} is no file of a Delta log")
    _refuse_gaps(commits)
    if sum(commit.stat().st_size for commit in commits) > MAX_LOG_BYTES:
        raise Hostile("a Delta log is larger than it may be")
    for commit in commits:
        _refuse_commit(commit)
    for entry in others:
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _refuse_gaps(commits: Iterable[Path]) -> None:
    for version, commit in enumerate(commits):
        if int(commit.stem) != version:
            raise Hostile(f"a Delta log has no version {version}, and has {commit.name}")


def _refuse_commit(commit: Path) -> None:
    for action in _actions(commit):
        for name in _paths(action):
            if not is_plain(name):
                raise Hostile(f"{commit.name} points elsewhere: {name[:100]!r}")


def _actions(commit: Path) -> Iterator[dict[str, Any]]:
    """Each line's action. Not ``splitlines``: Delta ends lines at a line feed only."""
    try:
        for line in commit.read_bytes().decode("utf-8").split("\n"):
            if line.strip():
                yield _one_action(json.loads(line, object_pairs_hook=_each_once))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, Hostile) else "a line is no JSON, or names a field twice"
        raise Hostile(f"{commit.name}: {reason}") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a field that is there twice, another reader might take the other value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is named twice")
    return found


def _one_action(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or len(found) != 1 or not ACTIONS.issuperset(found):
        raise Hostile(f"a line is no action of Delta's: {str(found)[:100]}")
    return found


def _paths(action: dict[str, Any]) -> Iterator[str]:
    """Every file name in an action, those of deletion vectors too."""
    for kind in FILE_ACTIONS:
        if kind in action:
            file = _spelled(action[kind])
            yield _text(file.get("path"))
            if file.get(VECTOR) is not None:
                yield _vector_path(_spelled(file[VECTOR]))


def _spelled(found: Any) -> dict[str, Any]:
    """An object whose fields that lead to files are spelled as Delta spells them."""
    if not isinstance(found, dict):
        raise Hostile(f"an action holds no object: {str(found)[:100]}")
    known = {field.lower() for field in FIELDS}
    for name in found:
        if name.lower() in known and name not in FIELDS:
            raise Hostile(f"a field is spelled {name[:100]!r}")
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise Hostile(f"a file's name is no text: {str(found)[:100]}")
    return found


def _vector_path(vector: dict[str, Any]) -> str:
    """Where a vector lies: inline nowhere, by an absolute path, or by a prefix of a UUID of 20 letters."""
    name = _text(vector.get("pathOrInlineDv"))
    return {"i": "", "u": name[:-20]}.get(_text(vector.get("storageType")), "/" + name)


def is_plain(name: str) -> bool:
    """True for a relative path that stays below its folder, also when its URL encoding is undone."""
    for spelling in (name, unquote(name), unquote(unquote(name))):
        if spelling.startswith(("/", "\\")) or SCHEME.match(spelling):
            return False
        if ".." in re.split(r"[/\\]", spelling):
            return False
    return True
