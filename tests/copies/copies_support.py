"""Notebooks of a few lines for tests of the working copies, and how a learner and Lab change them."""

import json
from pathlib import Path
from typing import Any


def release(*sources: str) -> bytes:
    """A released notebook: code cells without outputs."""
    return as_bytes({"cells": [cell(source) for source in sources], "metadata": {}, "nbformat": 4})


def cell(source: str, **more: Any) -> dict[str, Any]:
    """A code cell."""
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**empty, "source": [source], **more}


def as_bytes(notebook: dict[str, Any]) -> bytes:
    """As Lab writes it."""
    return json.dumps(notebook, indent=1).encode() + b"\n"


def run_in_lab(path: Path) -> bytes:
    """What Run All and Save leave: outputs, counts, metadata, ids, sources in another shape."""
    notebook = json.loads(path.read_bytes())
    for number, one in enumerate(notebook["cells"], start=1):
        one |= {"id": f"id-{number}", "source": "".join(one["source"])}
        one["metadata"] |= {"execution": {"iopub.status.busy": "now"}, "scrolled": True}
        one |= {"execution_count": number, "outputs": [{"output_type": "stream", "text": "hi"}]}
    notebook["metadata"] = {"kernelspec": {"name": "python3"}, "widgets": {}}
    path.write_bytes(as_bytes(notebook))
    return path.read_bytes()


def edit(path: Path, source: str = "my answer") -> bytes:
    """Write an answer into the first cell."""
    notebook = json.loads(path.read_bytes())
    notebook["cells"][0]["source"] = [source]
    path.write_bytes(as_bytes(notebook))
    return path.read_bytes()


def everything(folder: Path) -> dict[str, bytes]:
    """The files below a folder that a learner sees."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith(".")}
