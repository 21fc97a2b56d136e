"""What a person wrote in a notebook, apart from what Lab writes into it by itself."""

import hashlib
import json
from pathlib import Path
from typing import Any


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def written(content: bytes) -> str:
    """A digest of what a person can write: kind, source, tags and attachments of every cell.

    Running a notebook changes outputs, counts and metadata, and none of these counts. Of a file that is no
    notebook every byte does.
    """
    try:
        cells = [_written_in(cell) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return fingerprint(content)
    return fingerprint(json.dumps(cells, sort_keys=True).encode())


def written_in_file(path: Path) -> str | None:
    """The same of a file; None when there is none."""
    return written(path.read_bytes()) if path.is_file() else None


def _written_in(cell: dict[str, Any]) -> list[Any]:
    tags = cell.get("metadata", {}).get("tags", [])
    return [cell["cell_type"], "".join(cell["source"]), tags, cell.get("attachments", {})]
