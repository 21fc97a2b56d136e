"""Delta's JARs, from wherever they are to be had, each checked against its SHA-256. Standard library only.

`python -m autograder.setup.jars FOLDER` fetches what it can: a head start while packages are being installed.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.files import write_atomically
from autograder.setup.pins import JARS, Jar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CENTRAL = "https://repo1.maven.org/maven2"
PATIENCE = 30.0  # seconds without a byte


@dataclass
class Fetched:
    """What came of fetching: JARs that are still missing, and a sentence for each source that had none."""

    missing: list[Jar] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # files that were there, but are not what is pinned


def present(folder: Path) -> bool:
    """Whether `folder` holds every pinned JAR; their content was checked when they were put there."""
    return all((folder / jar.name).exists() for jar in JARS)


def fetch(
    folder: Path,
    nearby: Sequence[Path],
    central: str | None = CENTRAL,
    tell: Callable[[str], None] = lambda doing: None,
) -> Fetched:
    """Fill `folder` with the pinned JARs and nothing else.

    Args:
        folder: where they go; one that lies there and fits stays untouched.
        nearby: folders of this machine where they may lie under the same names, as in Ivy's.
        central: the Maven repository to download from, or None to stay offline.
        tell: is told what is being fetched.

    Raises:
        OSError: `folder` cannot be written.
    """
    fetched = Fetched()
    for number, jar in enumerate(JARS, start=1):
        tell(f"{jar.artifact} ({number} of {len(JARS)})")
        if not _fits(folder / jar.name, jar, fetched) and not _bring(jar, folder, nearby, central, fetched):
            fetched.missing.append(jar)
    for path in set(folder.glob("*.jar")) - {folder / jar.name for jar in JARS}:
        path.unlink()  # an older Delta's
    return fetched


def _fits(path: Path, jar: Jar, fetched: Fetched) -> bool:
    return path.exists() and _checked(path.read_bytes(), jar, str(path), fetched)


def _checked(content: bytes, jar: Jar, source: str, fetched: Fetched) -> bool:
    """Whether `content` is what is pinned; if not, the refusal is written down."""
    if hashlib.sha256(content).hexdigest() == jar.sha256:
        return True
    remedy = (
        "a proxy or mirror on the way alters downloads: ask who runs it"
        if "://" in source
        else "it is damaged or was exchanged: remove it"
    )
    fetched.refused.append(
        f"Refused {source}: its SHA-256 is not the one pinned ({jar.sha256[:12]}…); {remedy}."
    )
    return False


def _bring(jar: Jar, folder: Path, nearby: Sequence[Path], central: str | None, fetched: Fetched) -> bool:
    for source, read in _sources(jar, nearby, central):
        try:
            content = read()
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: an impossible URL
            fetched.failures.append(f"{source}: {error}")
            continue
        if _checked(content, jar, source, fetched):
            write_atomically(folder / jar.name, content)
            return True
    return False


def _sources(
    jar: Jar, nearby: Sequence[Path], central: str | None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Where the JAR may be had, nearest first: the source's name, and how to read it."""
    for path in (*(folder / jar.name for folder in nearby), *_in_maven(jar)):
        if path.exists():
            yield str(path), path.read_bytes
    if central:
        url = f"{central.rstrip('/')}/{jar.path}"
        yield url, lambda: _download(url)


def _in_maven(jar: Jar) -> list[Path]:
    try:
        return [Path.home() / ".m2" / "repository" / jar.path]
    except RuntimeError:  # no HOME, and a user whom the machine does not know
        return []


def _download(url: str) -> bytes:
    """Read a URL; HTTPS_PROXY counts.

    Raises:
        OSError, http.client.HTTPException: it cannot be read to its end.
    """
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        content: bytes = answer.read()
        return content


def nearby(ivy: Path) -> list[Path]:
    """Folders where Spark's resolver may have left the JARs earlier: ours, and the user's."""
    users = [Path(os.path.expanduser("~"), name, "jars") for name in (".ivy2.5.2", ".ivy2")]
    return [ivy / "jars", *users]


def main(folder: Path) -> int:
    """Fetch what can be had into `folder`; who needs the JARs asks again, and explains what is missing."""
    try:
        return int(bool(fetch(folder, nearby(folder.parent / "ivy")).missing))
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
