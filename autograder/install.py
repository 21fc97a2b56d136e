"""Makes the course's environment on this machine (Java, system tools, Python packages), then sets Spark up.

`make setup` runs it; every other target starts with it. Standard library only, and no syntax that Python 3.8
lacks, so that an old Python prints a message instead of a SyntaxError. The environment holds a stamp, written
last: one without its stamp is made again, one whose stamp still fits is left alone. All that concerns Spark
is done by `autograder.spark`, in the environment that is made here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # `python -I` leaves it out

try:
    from autograder.setup import faults, java
    from autograder.setup.faults import AGAIN, SetupError
    from autograder.setup.lock import only_one
    from autograder.setup.programs import ENDS, LOCKED, LOG, CommandFailed, explain, run, running
    from autograder.setup.progress import Step, step
    from autograder.setup.system import TOOLS, apt_install, ensure_tool, may_install
except ImportError as error:
    if error.name != "fcntl":
        raise
    sys.exit("This course needs Linux or macOS. On Windows, run it inside WSL 2 (`wsl --install`).")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from autograder.setup.java import Java

    Way = Callable[[Step], list[str]]  # makes .venv, and returns the command that installs into it

BUILD = ROOT / "build"
SETUP = BUILD / "setup"
VENV = ROOT / ".venv"
JARS = BUILD / "jars"
PROJECT = ROOT / "pyproject.toml"

VERSION = ".".join(map(str, sys.version_info[:3]))
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
PACKAGES_DISK = 3 * 1000**3  # bytes: 1.5 GB of packages, and as much again while Spark's source is unpacked


# ---- the machine -------------------------------------------------------------


def check_python(version: Sequence[int]) -> None:
    """Raise SetupError unless Python's `version` is one that the pinned packages support."""
    if OLDEST_PYTHON <= tuple(version[:2]) <= NEWEST_PYTHON:
        return
    fault = "old" if tuple(version[:2]) < OLDEST_PYTHON else "new"
    raise SetupError(
        f"Python {'.'.join(map(str, version[:3]))} is too {fault}: the course needs 3.11, 3.12 or 3.13. "
        "Install one (Debian, Ubuntu: sudo apt-get install python3.11 python3.11-venv | "
        "macOS: brew install python@3.12 | "
        f"conda: conda env create -f environment.yml && conda activate autograder), then {AGAIN}"
    )


def ensure_java() -> Java:
    """Return a Java that can run Spark, installed by apt where we may.

    Raises:
        SetupError: there is none, and we may not or cannot install one.
    """
    try:
        return java.find(java.candidates(os.environ))
    except SetupError:
        if not may_install():
            raise
    with step("Java") as this:
        this.report(f"installed {apt_install(this, *java.PACKAGES)}")
    return java.find(java.candidates(os.environ))


# ---- stamps and folders ------------------------------------------------------


def fingerprint(*parts: str) -> str:
    """One short hash of everything that a folder was made from."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Stamp:
    """The mark inside a finished environment that says what it was made from."""

    folder: Path
    value: str

    @property
    def file(self) -> Path:
        return self.folder / ".setup-stamp"

    def fits(self) -> bool:
        """Whether the folder is finished and made from the same things."""
        try:
            return self.file.read_text() == self.value
        except OSError:
            return False

    def clear(self) -> None:
        """Declare the folder unfinished."""
        self.file.unlink(missing_ok=True)

    def set(self) -> None:
        """Declare the folder finished; the last act of a step."""
        self.file.write_text(self.value)


def project_tables() -> str:
    """The parts of pyproject.toml that the installed package depends on (not the linters' settings)."""
    import tomllib

    with open(PROJECT, "rb") as file:
        tables = tomllib.load(file)
    wanted = [tables["build-system"], tables["project"], tables["tool"]["setuptools"]]
    return json.dumps(wanted, sort_keys=True)


def packages_stamp(prefix: Path, python: str) -> Stamp:
    """What the environment in `prefix` should have been made from; a moved checkout needs a new one."""
    return Stamp(prefix, fingerprint(LOCKED.read_text(), project_tables(), python, str(ROOT)))


def remove(folder: Path) -> None:
    """Remove a folder, or a link to one."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


@contextmanager
def replacing(folder: Path) -> Iterator[None]:
    """Let the body build `folder` anew; if it fails or is interrupted, the old one is put back."""
    old = folder.with_name(folder.name + ".old")
    if old.exists():  # an earlier run was killed half-way
        remove(folder)
        old.rename(folder)
    if folder.exists() or folder.is_symlink():
        folder.rename(old)
    try:
        yield
    except BaseException:
        remove(folder)
        if old.exists():
            old.rename(folder)
        raise
    remove(old)


# ---- Python packages ---------------------------------------------------------


def conda_environment(env: Mapping[str, str]) -> Path | None:
    """The activated conda environment if it was made from environment.yml, else None.

    Raises:
        SetupError: it holds the course's packages in other versions than the course pins.
    """
    prefix = env.get("CONDA_PREFIX")
    if not prefix or not Path(prefix, "bin", "python").exists():
        return None
    wanted = direct_requirements()
    present = installed_versions(str(Path(prefix, "bin", "python")), list(wanted))
    if len(present) < len(wanted):
        return None
    pinned = {name: pin for name, pin in wanted.items() if pin}
    wrong = [f"{name} {present[name]} (not {pin})" for name, pin in pinned.items() if present[name] != pin]
    if wrong:
        raise SetupError(
            f"The conda environment {prefix} holds {', '.join(wrong)}. Run `conda env update -f "
            f"environment.yml --prune` (or `conda deactivate`, and set-up makes a .venv), then {AGAIN}"
        )
    return Path(prefix)


def direct_requirements() -> dict[str, str]:
    """Names of the packages that pyproject.toml asks for, each with its exact version or ""."""
    import tomllib

    with open(PROJECT, "rb") as file:
        lines = tomllib.load(file)["project"]["dependencies"]
    parts = [re.match(r"([A-Za-z0-9._-]+)(?:==([^,;\s]+))?", line) for line in lines]
    return {part[1]: part[2] or "" for part in parts if part}


def installed_versions(python: str, names: Sequence[str]) -> dict[str, str]:
    """Versions of those of `names` that the interpreter `python` has installed."""
    code = (
        "import importlib.metadata as m, json, sys\n"
        "have = {d.metadata['Name'].lower().replace('_', '-'): d.version for d in m.distributions()}\n"
        "print(json.dumps({n: have[n.lower()] for n in sys.argv[1:] if n.lower() in have}))"
    )
    answer = subprocess.run([python, "-I", "-c", code, *names], capture_output=True, text=True)
    return dict(json.loads(answer.stdout)) if answer.returncode == 0 else {}


def working_uv() -> str | None:
    """Path of a uv that runs (a version manager's stand-in may be on PATH without one), or None."""
    uv = shutil.which("uv")
    try:
        runs = uv is not None and subprocess.run([uv, "--version"], capture_output=True).returncode == 0
    except OSError:
        return None
    return uv if runs else None


def base_python() -> str:
    """The interpreter to make the venv from: never the one inside the venv that is being replaced."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def pip(python: Path) -> list[str]:
    """The command by which pip installs into the environment of `python`."""
    return [str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]


def uv_pip(uv: str) -> list[str]:
    """The command by which `uv` installs into .venv.

    Spark comes as a source package of 450 MB. Packed JARs do not get smaller, so its wheel is made without
    compression, by the locked version of its build tool.
    """
    stored = "pyspark:--build-option=--compression=stored"
    command = [uv, "pip", "install", "--python", str(VENV / "bin" / "python")]
    return [*command, "--build-constraints", str(LOCKED), "--config-settings-package", stored]


def as_pip_is_told(python: Path) -> dict[str, str]:
    """Variables that tell uv of the package index and certificates that pip is configured for.

    uv does not read pip's settings; past a company's index it would find nothing, or what it should not.
    """
    answer = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True)
    told = dict(re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", answer.stdout, flags=re.M))
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "cert": "SSL_CERT_FILE"}
    wanted = {variable: " ".join(told[name].split("\\n")) for name, variable in names.items() if name in told}
    return {variable: value for variable, value in wanted.items() if variable not in os.environ}


def ways() -> list[tuple[str, Way]]:
    """How packages can be installed, quickest first: a name, and what makes .venv and returns the command."""
    own = working_uv()
    by_own = [("uv", partial(with_uv_of_this_machine, own))] if own else []
    return [*by_own, ("uv", with_pinned_uv), ("pip", with_pip)]


def with_uv_of_this_machine(uv: str, this: Step) -> list[str]:
    """Let the machine's uv make .venv, with pip in it (a learner may want `%pip install`)."""
    run([uv, "venv", "--seed", "--python", base_python(), str(VENV)], this)
    return uv_pip(uv)


def with_pinned_uv(this: Step) -> list[str]:
    """Make .venv and install the locked uv into it; never from source, which would need a Rust compiler."""
    install = with_pip(this)
    listed = SETUP / "uv.txt"
    listed.write_text(locked("uv"))
    run([*install, "--only-binary", ":all:", "--require-hashes", "-r", str(listed)], this)
    return uv_pip(str(VENV / "bin" / "uv"))


def locked(name: str) -> str:
    """The lines of requirements.lock that pin package `name`, with its hashes."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCKED.read_text())
    return next(entry for entry in entries if entry.startswith(f"{name}==")) + "\n"


def with_pip(this: Step) -> list[str]:
    """Make .venv with nothing but pip in it."""
    command = [base_python(), "-m", "venv", str(VENV)]
    try:
        run(command, this)
    except CommandFailed as failed:
        if "ensurepip" not in failed.output:
            raise
        package = f"python3.{sys.version_info[1]}-venv"
        if not may_install():
            raise SetupError(
                "This Python cannot make a virtual environment; Debian packages that apart. "
                f"Run `sudo apt-get install {package}`, then {AGAIN}"
            ) from None
        apt_install(this, package)
        run([*command, "--clear"], this)
    return pip(VENV / "bin" / "python")


def build_venv(way: Way, this: Step) -> None:
    """Make .venv with exactly the packages of requirements.lock, hashes checked, and the project in it."""
    scratch = BUILD / "tmp"  # /tmp is often a small memory disk; unpacking Spark's source needs 1 GB
    python = VENV / "bin" / "python"
    with replacing(VENV):
        scratch.mkdir(parents=True, exist_ok=True)
        SETUP.mkdir(parents=True, exist_ok=True)
        try:
            install = way(this)
            told = as_pip_is_told(python) if install[0].endswith("uv") else {}
            run([*install, "--require-hashes", "-r", str(LOCKED)], this, TMPDIR=str(scratch), **told)
            install_project(install, this)
        finally:
            remove(scratch)


def install_project(install: Sequence[str], this: Step) -> None:
    """Install this checkout itself, editable; without network: its build tool is a locked package."""
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    run([*install, *offline], this)


def install_packages(prefix: Path, this: Step) -> str:
    """Fill `prefix` and say what by.

    Raises:
        SetupError: no network, a full disk, or whatever pip said.
    """
    try:
        if prefix != VENV:
            install_project(pip(prefix / "bin" / "python"), this)
            return f"this project into the conda environment {prefix.name}"
        by = first_that_works(ways(), this)
    except CommandFailed as failed:
        raise explain("Installing the Python packages", failed.output) from None
    return f"{LOCKED.read_text().count('==')} packages by {by}"


def first_that_works(ways: Sequence[tuple[str, Way]], this: Step) -> str:
    """Make .venv; where one way fails, the next may know a proxy or mirror that it does not.

    Raises:
        CommandFailed: the last way failed, or the disk is full.
    """
    for name, way in ways[:-1]:
        try:
            build_venv(way, this)
            return name
        except CommandFailed as failed:
            if re.search(faults.DISK_FULL, failed.output):
                raise
    name, way = ways[-1]
    build_venv(way, this)
    return name


# ---- all of it ---------------------------------------------------------------


def write_environment(python: Path, java: Java) -> None:
    """Tell the Makefile which Python and which Java were chosen, as two lines of shell."""
    lines = (f"PYTHON={shlex.quote(str(python))}", f"export JAVA_HOME={shlex.quote(java.home)}")
    (SETUP / "env").write_text("\n".join(lines) + "\n")


def set_up() -> None:
    """Do whatever is still to be done; when nothing is, that takes a moment."""
    begun = time.monotonic()
    found = ensure_java()
    prefix = conda_environment(os.environ) or VENV
    python = prefix / "bin" / "python"
    packages = packages_stamp(prefix, VERSION)
    if not python.exists():  # the interpreter that the venv was made from is gone
        packages.clear()
    if packages.fits():
        set_up_spark(python, found)
    else:
        make_environment(packages, found)
        compile_beside(python, lambda: set_up_spark(python, found))
    write_environment(python, found)
    print(f"Ready in {time.monotonic() - begun:.1f} s: Python {VERSION}, Java {found.version}.")


def make_environment(packages: Stamp, java: Java) -> None:
    """The step that installs Python packages; Delta's JARs are downloaded beside it."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("")
    print(f"Setting up with Python {VERSION} and Java {java.version}; the first time takes minutes.")
    faults.check_disk(ROOT, PACKAGES_DISK)
    fetch = [base_python(), "-E", "-s", "-m", "autograder.setup.jars", str(JARS)]
    with step("Python packages") as this, running(fetch, subprocess.DEVNULL):
        this.report(install_packages(packages.folder, this))
        packages.set()
        this.now("downloading Delta's JARs")


def compile_beside(python: Path, body: Callable[[], None]) -> None:
    """Compile the packages to byte code while `body` runs; otherwise the first lesson would wait for it."""
    library = str(VENV / "lib" if python.is_relative_to(VENV) else ROOT / "autograder")
    compile_all = [str(python), "-m", "compileall", "-q", "-x", "/tests?/", library]
    with running(compile_all, subprocess.DEVNULL) as compiler:
        body()
        with step("Byte code") as this:
            this.now("compiling what is left")
            compiler.wait()
            this.report("compiled")


def set_up_spark(python: Path, java: Java) -> None:
    """Run `autograder setup`, which says itself what it does and what went wrong.

    Raises:
        SystemExit: it could not.
    """
    with running([str(python), "-m", "autograder.spark"], None, {"JAVA_HOME": java.home}) as process:
        if process.wait() != 0:
            sys.exit(1)


def stop(number: int, frame: object) -> None:
    """Turn a request to end into an exception, so that what was begun is removed."""
    raise KeyboardInterrupt


def main() -> None:
    """Set up, or make sure that the system's programs named on the command line are there."""
    parser = argparse.ArgumentParser(description="Set the course up, or install what one target needs.")
    parser.add_argument("tools", nargs="*", metavar="tool", help=f"any of: {', '.join(TOOLS)}")
    tools = parser.parse_args().tools
    for number in ENDS:
        signal.signal(number, stop)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # keep the order with stderr in logs
    try:
        check_python(sys.version_info[:3])
        with only_one(SETUP / "lock"):
            for name in tools:
                ensure_tool(name)
            if not tools:
                set_up()
    except SetupError as error:
        sys.exit(f"\nSet-up stopped. {error}")
    except OSError as error:
        sys.exit(f"\nSet-up stopped: {error}. May you write to {ROOT}, and is there space on its disk?")
    except KeyboardInterrupt:
        sys.exit("\nSet-up was interrupted; nothing half-made was kept. Run `make setup` to go on.")


if __name__ == "__main__":
    main()
