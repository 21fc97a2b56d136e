"""Programs of the system that the course uses, installed by apt where we may. Standard library only."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.setup.faults import SetupError
from autograder.setup.programs import CommandFailed, explain, run
from autograder.setup.progress import step

if TYPE_CHECKING:
    from autograder.setup.progress import Step


def may_install() -> bool:
    """Whether this is root on Debian, Ubuntu or a child of theirs."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(this: Step, *alternatives: str) -> str:
    """Install the first of these Debian packages that there is, and return its name.

    Raises:
        SetupError: apt could install none of them.
    """
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    outputs = []
    for update in (False, True):  # a fresh machine has no package lists yet, a neglected one has stale ones
        try:
            if update:
                run([*apt, "update"], this)
        except CommandFailed as failed:
            raise explain("Reading Debian's package lists", failed.output) from None
        for package in alternatives:
            try:
                install = [*apt, "install", "--no-install-recommends", package]
                run(install, this, DEBIAN_FRONTEND="noninteractive")
                return package
            except CommandFailed as failed:
                outputs.append(failed.output)
    raise explain(f"Installing {' or '.join(alternatives)}", outputs[-1])


@dataclass(frozen=True)
class Tool:
    """A program of the system that one target needs: its names, Debian's package, and help for others."""

    commands: tuple[str, ...]
    package: str
    purpose: str
    elsewhere: str


TOOLS = {
    "chromium": Tool(
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "chromium",
        "the browser tests drive it",
        "Debian: sudo apt-get install chromium | Ubuntu: sudo snap install chromium | "
        "macOS: brew install --cask google-chrome",
    ),
    "bubblewrap": Tool(
        ("bwrap",),
        "bubblewrap",
        "grading runs every submission in a sandbox that it makes",
        "Debian, Ubuntu: sudo apt-get install bubblewrap | "
        "conda on Linux: conda install -c conda-forge bubblewrap | "
        "macOS has none: grade on a Linux machine or in a container",
    ),
    "postgresql": Tool(
        ("initdb",),
        "postgresql",
        "the tests of a shared gradebook start a server of their own",
        "Debian, Ubuntu: sudo apt-get install postgresql | macOS: brew install postgresql | "
        "conda: conda install -c conda-forge postgresql",
    ),
}
# Where a tool may be although it is not on PATH, as patterns below /.
ELSEWHERE = {
    "chromium": "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "postgresql": "usr/lib/postgresql/*/bin/initdb",  # Debian keeps several versions side by side
}


def find_tool(name: str) -> str | None:
    """Path of the program that provides tool `name`, or None."""
    hidden = sorted(map(str, Path("/").glob(ELSEWHERE[name]))) if name in ELSEWHERE else []
    return next(filter(None, map(shutil.which, (*TOOLS[name].commands, *reversed(hidden)))), None)


def ensure_tool(name: str) -> None:
    """Make sure that tool `name` is installed.

    Raises:
        SetupError: it is missing, and we may not or cannot install it.
    """
    if find_tool(name):
        return
    tool = TOOLS[name]
    missing = f"{name} is missing; {tool.purpose}. Install it ({tool.elsewhere}), then try again."
    if not may_install():
        raise SetupError(missing)
    with step(name) as this:
        try:
            this.report(f"installed {apt_install(this, tool.package)}")
        except SetupError as error:
            raise SetupError(f"{missing}\n{error}") from None
