"""Another writer, who commits to a Delta table while somebody else's write is under way: a real conflict."""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.worlds import lake
from autograder.worlds.frames import Row, Types, arrow

ENGINE = "a rival writer"
LOOK_EVERY = 0.001  # seconds


class Rival:
    """Appends one row to the table in a folder, once, as soon as a write to it has begun.

    A writer reads the table's version, writes its data files, then commits. The rival prepares its row,
    waits for the writer's first data file and takes the version that the writer was going to commit.
    """

    def __init__(self, table: Path, types: Types, row: Row) -> None:
        self.table = table
        self.version: int | None = None
        """The version of the rival's commit; None while there is none."""
        self._commit = _prepare(table, types, row)

    @contextmanager
    def lying_in_wait(self) -> Iterator[None]:
        """Strike while the body runs, or not at all when it writes nothing."""
        before, done = set(_data_files(self.table)), threading.Event()
        thread = threading.Thread(target=self._watch, args=(before, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _watch(self, before: set[str], done: threading.Event) -> None:
        wanted = lake.version(self.table) + 1
        while not done.wait(LOOK_EVERY):
            if not before.issuperset(_data_files(self.table)):
                self._strike(wanted)
                return

    def _strike(self, wanted: int) -> None:
        try:  # a link appears whole or not at all, and never replaces a commit
            os.link(self._commit, self.table / "_delta_log" / f"{wanted:020}.json")
            self.version = wanted
        except FileExistsError:
            pass  # too late: the writer has committed, there is no conflict


def _data_files(table: Path) -> Iterator[str]:
    """Every file of the table, the log's left out."""
    for folder, below, files in os.walk(table):
        below[:] = [name for name in below if name != "_delta_log"]
        yield from (os.path.join(folder, name) for name in files)


def _prepare(table: Path, types: Types, row: Row) -> Path:
    """Write the row's data file into the table's folder, and beside it the commit that would add it."""
    import pyarrow.parquet as pq

    data = table / f"part-rival-{uuid.uuid4()}.parquet"
    pq.write_table(arrow(types, [row]), data)
    now = time.time_ns() // 1_000_000
    values = dict(zip(types, row, strict=True))
    add = {
        "path": data.name,
        "partitionValues": {name: values.get(name) for name in _partition_columns(table)},
        "size": data.stat().st_size,
        "modificationTime": now,
        "dataChange": True,
        "stats": json.dumps({"numRecords": 1}),
    }
    info = {"timestamp": now, "operation": "WRITE", "operationParameters": {"mode": "Append"}}
    info |= {"isBlindAppend": True, "engineInfo": ENGINE}
    commit = table / f"_rival-{uuid.uuid4()}.json"
    commit.write_text("\n".join(map(json.dumps, ({"commitInfo": info}, {"add": add}))) + "\n", "utf-8")
    return commit


def _partition_columns(table: Path) -> list[str]:
    for file in sorted((table / "_delta_log").glob("*.json"), reverse=True):
        for line in file.read_text("utf-8").splitlines():
            action = json.loads(line)
            if "metaData" in action:
                names: list[str] = action["metaData"]["partitionColumns"]
                return names
    return []
