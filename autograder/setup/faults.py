"""What goes wrong when things are fetched and installed, each said in one place. Standard library only."""

from __future__ import annotations

import errno
import re
import shlex
import shutil
from pathlib import Path

from autograder.paths import command

COMMAND = command("setup")
AGAIN = f"run `{COMMAND}` again."

DISK_FULL = r"No space left on device|os error 28|ENOSPC|[Qq]uota exceeded|disk is full"
CAUSES = (
    (DISK_FULL, "The disk is full. Free {space}"),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "A downloaded package is not the one that requirements.lock names: its hash differs. Empty the cache "
        "(`pip cache purge`, `uv cache clean`); if that does not help, your package mirror alters packages",
    ),
    (
        r"name resolution|Name or service not known|nodename nor servname|dns error|error sending request"
        r"|unreachable|[Cc]onnection (refused|reset|broken)|NewConnectionError|ConnectionError|[Tt]imed out"
        r"|UnknownHost|UnresolvedAddress|UNRESOLVED DEPENDENCIES|\[(unresolved dependency|download failed)\b",
        "No network: not all packages could be downloaded. Connect (behind a proxy, set HTTPS_PROXY)",
    ),
)

# Ivy's report when a folder of the local Maven repository describes a package but does not hold its JAR.
HOLLOW = re.compile(r"local-m2-cache: tried\s+file:(\S.*)/[^/\n]+\.jar\b")


class SetupError(RuntimeError):
    """Set-up cannot go on; the message says what happened, why, and what to do next."""


def explain(doing: str, output: str, log: Path | None, space: str) -> SetupError:
    """Turn a program's output into a message: the cause if it is a known one, else the last lines.

    Args:
        doing: what was being done, as the beginning of a sentence.
        output: all that the program printed.
        log: the file with all of it, to be named in the message.
        space: what must be freed if the disk is full, as in "about 3 GB in your home folder".
    """
    for pattern, cause in CAUSES:
        if re.search(pattern, output):
            details = f"\nAll details: {log}" if log else ""
            return SetupError(f"{cause.format(space=space)}, then {AGAIN}{details}")
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])
    of_log = f" The last lines of {log}:" if log else ""
    return SetupError(f"{doing} failed.{of_log}\n{tail}\nMend that, then {AGAIN}")


def hollow_repository(output: str) -> str | None:
    """Name the local Maven repository's folders with a POM but no JAR: the resolver looks no further."""
    tried = HOLLOW.findall(output)
    if not tried or not re.search(r"FAILED DOWNLOADS|NOT FOUND", output) or "UNRESOLVED" in output:
        return None
    folders = "\n".join(f"    rm -r {shlex.quote(folder)}" for folder in dict.fromkeys(tried))
    return (
        "Your local Maven repository describes packages whose JARs it does not hold. Remove these folders; "
        f"Maven fetches them again when it needs them:\n{folders}"
    )


def is_full(error: OSError) -> bool:
    """Whether an operation failed because there is no space left for it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def check_disk(folder: Path, needed: int) -> None:
    """Raise SetupError if the disk of `folder` has fewer than `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return
    raise SetupError(
        f"Not enough disk space in {folder}: set-up needs {needed / 1e9:.1f} GB, {free / 1e9:.1f} GB are "
        f"free. Free {(needed - free) / 1e9:.1f} GB there, or move the course to a larger disk, then {AGAIN}"
    )
