"""Runs the programs that set-up calls: one log, signs of life, no survivors. Standard library only."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.setup import faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

    from autograder.setup.progress import Step

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "build" / "logs" / "setup.log"
LOCKED = ROOT / "requirements.lock"
GRACE = 5.0  # seconds
SPACE = f"about 3 GB for {ROOT} and for the package cache in your home folder"


class CommandFailed(Exception):
    """A program that set-up called returned an error; `output` is what it printed."""

    def __init__(self, command: Sequence[str], output: str) -> None:
        super().__init__(f"{Path(command[0]).name} failed")
        self.output = output


def explain(doing: str, output: str) -> faults.SetupError:
    """Turn a program's output into a message that names the log."""
    return faults.explain(doing, output, LOG, SPACE)


def run(command: Sequence[str], this: Step, **environment: str) -> str:
    """Run a program with its output in the log only, and return that output.

    Step `this` meanwhile shows what the program is doing.

    Raises:
        CommandFailed: the program returned an error, or does not exist.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with open(LOG, "a+", encoding="utf-8", errors="replace") as log:
        log.write(f"\n$ {' '.join(map(shlex.quote, command))}\n")
        log.flush()
        begin = log.tell()
        named = " ".join((Path(command[0]).name, *command[1:4]))
        this.watch(lambda: doing_now(printed_since(begin)) or named)
        try:
            with running(command, log, environment) as process:
                code = process.wait()
        except OSError as error:
            raise CommandFailed(command, str(error)) from None
    if code != 0:
        raise CommandFailed(command, printed_since(begin))
    return printed_since(begin)


def printed_since(begin: int) -> str:
    """The log's text from byte `begin` on."""
    with open(LOG, "rb") as log:
        log.seek(begin)
        return log.read().decode(errors="replace")


@contextmanager
def running(
    command: Sequence[str], output: IO[str] | int | None, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while the body runs. It never outlives a body that failed: its folder may be gone."""
    process = None
    try:
        with held():
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        yield process
        process.wait()
    except BaseException:
        if process is not None:
            end(process)
        raise


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, so that it can remove what it began; after some seconds make it end."""
    with held():
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def held() -> Iterator[None]:
    """Let a request to end wait until the body is done: until we know which program to end with us."""
    asked: list[int] = []
    before = {number: signal.signal(number, lambda number, _: asked.append(number)) for number in ENDS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        raise KeyboardInterrupt


UV_BEGAN, UV_ENDED = (
    re.compile(r"^ *(?:Downloading|Building) (\S+==\S+|\S+(?= \())", re.M),
    re.compile(r"^ *(?:Downloaded|Built) (\S+)", re.M),
)
PIP_COLLECTS = re.compile(r"^Collecting (\S+)", re.M)


def _locked() -> int:
    """How many packages requirements.lock names."""
    return LOCKED.read_text().count("==")


def doing_now(output: str) -> str:
    """What a package installer is doing, from what it has printed so far."""
    if collected := PIP_COLLECTS.findall(output):
        if "\nInstalling collected packages" in output:
            return f"installing {len(collected)} downloaded packages"
        if building := re.findall(r"^ *Building wheel for (\S+)", output, re.M):
            return f"building {building[-1]}"
        return f"downloading {collected[-1]} ({len(collected)} of {_locked()})"
    if begun := UV_BEGAN.findall(output):
        ended = set(UV_ENDED.findall(output))
        rest = "the rest" if "pyspark" in output else "pyspark, 450 MB"  # uv is silent on source packages
        under_way = ", ".join([name for name in begun if name not in ended][-3:]) or rest
        return f"fetching {under_way} ({len(ended)} of {len(begun)} large packages are here)"
    last = output.rstrip().rpartition("\n")[2]
    return last.strip()[:90]
