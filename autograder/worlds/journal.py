"""A file of one JSON object per line: what happened, written by one process and read by another."""

import json
import threading
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Journal:
    """Appends entries from any thread; an entry is on disk before `append` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)  # one write per line, seen by a reader at once
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Write one line. Raises TypeError for what JSON cannot hold."""
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            self._file.write(line)

    def close(self) -> None:
        """Close the file; appending afterwards is an error."""
        self._file.close()


def read_journal(path: Path) -> list[Entry]:
    """Every entry so far, in order; a line still being written is left for the next reading."""
    lines = path.read_bytes().split(b"\n")
    return [json.loads(line) for line in lines[:-1]]
