"""Sets the course up on this machine: Java, Python packages, Delta's JARs and Spark's class archive.

`make setup` runs it; every other target starts with it. Standard library only, and no syntax that Python 3.8
lacks, so that an old Python prints a message instead of a SyntaxError. Each folder that a step fills holds a
stamp, written last: a folder without its stamp is made again, one whose stamp still fits is left alone.
"""

from __future__ import annotations

import argparse
import glob
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
from pathlib import Path
from typing import IO, Callable, Iterator, Mapping, Sequence  # noqa: UP035 -- collections.abc has no [] in 3.8
from urllib.parse import urlsplit

try:
    import fcntl
except ImportError:
    sys.exit("This course needs Linux or macOS. On Windows, run it inside WSL 2 (`wsl --install`).")

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
SETUP = BUILD / "setup"
LOG = BUILD / "logs" / "setup.log"
VENV = ROOT / ".venv"
JARS = BUILD / "jars"
IVY = BUILD / "ivy"
LOCKED = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

VERSION = ".".join(map(str, sys.version_info[:3]))
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
OLDEST_JAVA = 17
AGAIN = "run `make setup` again."
JAVA_PACKAGES = ("openjdk-17-jre-headless", "default-jre-headless")
PACKAGES_DISK = 3 * 1000**3  # bytes: 1.5 GB of packages, and as much again while Spark's source is unpacked
SPARK_DISK = 600 * 1000**2  # bytes: JARs and class archive

# Where installers put a Java without putting it on PATH.
JAVA_PLACES = (
    "/usr/lib/jvm/*/bin/java",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java",
    "/opt/homebrew/opt/openjdk@*/bin/java",
    "/usr/local/opt/openjdk@*/bin/java",
)


class SetupError(Exception):
    """Set-up cannot go on; the message says what happened, why, and what to do next."""


class CommandFailed(Exception):
    """A program that set-up called returned an error; `output` is what it printed."""

    def __init__(self, command: Sequence[str], output: str) -> None:
        super().__init__(f"{Path(command[0]).name} failed")
        self.output = output


# ---- what a person sees ------------------------------------------------------


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Print one line for one step: its name at once, then what the body reports, then the seconds it took."""
    begun = time.monotonic()
    found: list[str] = []
    print(f"  {name:<16}", end="", flush=True)
    try:
        yield found.append
    except BaseException:
        print("failed")
        raise
    print(f"{', '.join(found)} ({time.monotonic() - begun:.1f} s)")


def run(command: Sequence[str], **environment: str) -> str:
    """Run a program with its output in the log only, and return that output.

    Raises:
        CommandFailed: the program returned an error, or does not exist.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with open(LOG, "a+", encoding="utf-8", errors="replace") as log:
        log.write(f"\n$ {' '.join(map(shlex.quote, command))}\n")
        log.flush()
        begin = log.tell()
        try:
            code = _run_to_the_end(command, log, {**os.environ, **environment})
        except OSError as error:
            raise CommandFailed(command, str(error)) from None
        log.seek(begin)
        output = log.read()
    if code != 0:
        raise CommandFailed(command, output)
    return output


def _run_to_the_end(command: Sequence[str], log: IO[str], environment: Mapping[str, str]) -> int:
    """The program's return code. It never outlives us: it would go on in a folder that is being removed."""
    # A request to end that comes while the program starts waits until we know whom to kill.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *ENDS})
    try:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, before),
        )
    except OSError:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise


DISK_FULL = r"No space left on device|os error 28|ENOSPC|[Qq]uota exceeded|disk is full"
CAUSES = (
    (
        DISK_FULL,
        "The disk is full. Free about 3 GB for {root} and for the package cache in your home folder",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "A downloaded package is not the one that requirements.lock names: its hash differs. Empty the cache "
        "(`pip cache purge`, `uv cache clean`); if that does not help, your package mirror alters packages",
    ),
    (
        r"name resolution|Name or service not known|nodename nor servname|dns error|error sending request"
        r"|unreachable|[Cc]onnection (refused|reset|broken)|NewConnectionError|ConnectionError|[Tt]imed out"
        r"|UnknownHost|UnresolvedAddress|UNRESOLVED DEPENDENCIES",
        "No network: not all packages could be downloaded. Connect (behind a proxy, set HTTPS_PROXY)",
    ),
)


def explain(doing: str, output: str, details: str = "") -> SetupError:
    """Turn a program's output into a message: the cause if it is a known one, else the last lines.

    The cause is also looked for in `details`, which are not shown.
    """
    for pattern, cause in CAUSES:
        if re.search(pattern, output + details):
            return SetupError(f"{cause.format(root=ROOT)}, then {AGAIN}\nAll details: {LOG}")
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])
    return SetupError(f"{doing} failed. The last lines of {LOG}:\n{tail}\nMend that, then {AGAIN}")


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


def check_disk(folder: Path, needed: int) -> None:
    """Raise SetupError if the disk of `folder` has fewer than `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return
    raise SetupError(
        f"Not enough disk space in {folder}: set-up needs {needed / 1e9:.1f} GB, {free / 1e9:.1f} GB are "
        f"free. Free {(needed - free) / 1e9:.1f} GB there, or move the course to a larger disk, then {AGAIN}"
    )


@dataclass(frozen=True)
class Java:
    """One Java installation: its home folder, and its version as it states it ("17.0.15", "1.8.0_392")."""

    home: str
    version: str

    @property
    def major(self) -> int:
        first, *rest = re.findall(r"\d+", self.version)
        return int(rest[0]) if first == "1" and rest else int(first)  # Java 8 called itself 1.8


def parse_java(output: str, executable: str = "") -> Java | None:
    """Read what `java -XshowSettings:properties -version` prints; None if no Java printed it."""
    version = re.search(r'^\S+ version "(\d[^"]*)"', output, flags=re.MULTILINE)
    if version is None:
        return None
    home = re.search(r"^\s*java\.home = (.+)$", output, flags=re.MULTILINE)
    return Java(home[1].strip() if home else str(Path(executable).resolve().parent.parent), version[1])


def probe_java(executable: str) -> Java | None:
    """Ask one `java` for its version and home; None if it does not run (macOS ships such a stand-in)."""
    try:
        answer = subprocess.run(
            [executable, "-XshowSettings:properties", "-version"], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_java(answer.stderr + answer.stdout, executable) if answer.returncode == 0 else None


def java_candidates(env: Mapping[str, str], places: Sequence[str] = JAVA_PLACES) -> list[str]:
    """Every `java` worth asking, best first: JAVA_HOME's, the one on PATH, then those lying elsewhere."""
    of_home = str(Path(env["JAVA_HOME"], "bin", "java")) if env.get("JAVA_HOME") else None
    on_path = shutil.which("java", path=env.get("PATH", ""))
    elsewhere = [path for pattern in places for path in sorted(glob.glob(pattern))]
    return [path for path in (of_home, on_path, *elsewhere) if path]


def find_java(candidates: Sequence[str], probe: Callable[[str], Java | None] = probe_java) -> Java:
    """Return the first Java that can run Spark.

    Raises:
        SetupError: none can; the message names what was found instead.
    """
    too_old = []
    for executable in candidates:
        java = probe(executable)
        if java and java.major >= OLDEST_JAVA:
            return java
        if java:
            too_old.append(f"{java.version} in {java.home}")
    found = f"only Java {' and '.join(dict.fromkeys(too_old))} was found" if too_old else "no Java was found"
    raise SetupError(
        f"Spark needs Java {OLDEST_JAVA} or newer; {found}. Install it "
        f"(Debian, Ubuntu: sudo apt-get install {JAVA_PACKAGES[0]} | macOS: brew install openjdk@17 | "
        f"conda: conda install -c conda-forge openjdk=17), then {AGAIN}"
    )


def ensure_java() -> Java:
    """Return a Java that can run Spark, installed by apt where we may.

    Raises:
        SetupError: there is none, and we may not or cannot install one.
    """
    try:
        return find_java(java_candidates(os.environ))
    except SetupError:
        if not may_install():
            raise
    with step("Java") as report:
        report(f"installed {apt_install(*JAVA_PACKAGES)}")
    return find_java(java_candidates(os.environ))


# ---- the system's packages ---------------------------------------------------


def may_install() -> bool:
    """Whether this is root on Debian, Ubuntu or a child of theirs."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*alternatives: str) -> str:
    """Install the first of these Debian packages that there is, and return its name.

    Raises:
        SetupError: apt could install none of them.
    """
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    outputs = []
    for update in (False, True):  # a fresh machine has no package lists yet, a neglected one has stale ones
        try:
            if update:
                run([*apt, "update"])
        except CommandFailed as failed:
            raise explain("Reading Debian's package lists", failed.output) from None
        for package in alternatives:
            try:
                run([*apt, "install", "--no-install-recommends", package], DEBIAN_FRONTEND="noninteractive")
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
    with step(name) as report:
        try:
            report(f"installed {apt_install(tool.package)}")
        except SetupError as error:
            raise SetupError(f"{missing}\n{error}") from None


# ---- stamps and folders ------------------------------------------------------


def fingerprint(*parts: str) -> str:
    """One short hash of everything that a folder was made from."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Stamp:
    """The mark inside a finished folder that says what it was made from."""

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


def spark_stamp(java: Java) -> Stamp:
    """What JARs and class archive should have been made from: package versions, this Java, our settings."""
    sources = [path.read_text() for path in sorted((ROOT / "autograder" / "spark").glob("*.py"))]
    return Stamp(JARS, fingerprint(LOCKED.read_text(), java.home, java.version, str(ROOT), *sources))


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


def pip(prefix: Path, uv: str | None) -> list[str]:
    """The command that installs into `prefix`: uv's if there is one, else pip's."""
    python = str(prefix / "bin" / "python")
    if uv:
        return [uv, "pip", "install", "--python", python]
    return [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]


def build_venv(uv: str | None) -> None:
    """Make .venv with exactly the packages of requirements.lock, hashes checked, and the project in it."""
    scratch = BUILD / "tmp"  # /tmp is often a small memory disk; unpacking Spark's source needs 1 GB
    with replacing(VENV):
        scratch.mkdir(parents=True, exist_ok=True)
        try:
            make_empty_venv(uv)
            run([*pip(VENV, uv), "--require-hashes", "-r", str(LOCKED)], TMPDIR=str(scratch))
            install_project(VENV, uv)
        finally:
            remove(scratch)


def make_empty_venv(uv: str | None) -> None:
    """Make .venv with nothing but pip in it (a learner may want `%pip install`)."""
    if uv:
        run([uv, "venv", "--seed", "--python", base_python(), str(VENV)])
        return
    command = [base_python(), "-m", "venv", str(VENV)]
    try:
        run(command)
    except CommandFailed as failed:
        if "ensurepip" not in failed.output:
            raise
        package = f"python3.{sys.version_info[1]}-venv"
        if not may_install():
            raise SetupError(
                "This Python cannot make a virtual environment; Debian packages that apart. "
                f"Run `sudo apt-get install {package}`, then {AGAIN}"
            ) from None
        apt_install(package)
        run([*command, "--clear"])


def install_project(prefix: Path, uv: str | None) -> None:
    """Install this checkout itself, editable; without network: its build tool is a locked package."""
    run([*pip(prefix, uv), "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)])


def install_packages(prefix: Path) -> str:
    """Fill `prefix` and say what by.

    Raises:
        SetupError: no network, a full disk, or whatever pip said.
    """
    try:
        if prefix != VENV:
            install_project(prefix, None)
            return f"this project into the conda environment {prefix.name}"
        uv = working_uv()
        try:
            build_venv(uv)
        except CommandFailed as failed:
            if uv is None or re.search(DISK_FULL, failed.output):
                raise
            uv = None  # uv is only a speed-up; pip may know a proxy or mirror that uv does not
            build_venv(uv)
    except CommandFailed as failed:
        raise explain("Installing the Python packages", failed.output) from None
    return f"{LOCKED.read_text().count('==')} packages by {'uv' if uv else 'pip'}"


# ---- Spark -------------------------------------------------------------------


def prepare_spark(python: Path, java: Java) -> None:
    """Fetch Delta's JARs and dump the class archive.

    Raises:
        SetupError: no network, a full disk, a hollow local Maven repository, or whatever Spark said.
    """
    try:
        run(
            [str(python), "-m", "autograder.spark", "prepare"],
            JAVA_HOME=java.home,
            JAVA_TOOL_OPTIONS=java_options(os.environ),
        )
    except BaseException as failed:
        remove(IVY)  # the resolver remembers where it found what, even when that was the fault
        if not isinstance(failed, CommandFailed):
            raise
        details = failed.output + logs_named_in(failed.output)
        raise hollow_repository(details) or explain("Preparing Spark", failed.output, details) from None


def java_options(env: Mapping[str, str]) -> str:
    """The options every JVM reads, with HTTPS_PROXY added, which Java does not read by itself."""
    options = [env.get("JAVA_TOOL_OPTIONS", "")]
    proxy = urlsplit(env.get("HTTPS_PROXY") or env.get("https_proxy") or "")
    if proxy.hostname:
        options += [f"-Dhttps.proxyHost={proxy.hostname}", f"-Dhttps.proxyPort={proxy.port or 443}"]
    return " ".join(filter(None, options))


def logs_named_in(output: str) -> str:
    """Text of the log files that `output` points to: Java's own words are there."""
    logs = (Path(name) for name in re.findall(r" (/[^:\n]+\.log):", output))
    return "\n".join(log.read_text(errors="replace") for log in logs if log.is_file())


def hollow_repository(output: str) -> SetupError | None:
    """Recognise a local Maven repository with a POM but no JAR: the resolver then looks no further."""
    tried = re.findall(r"local-m2-cache: tried\s+file:(\S+/repository/\S+)/[^/\s]+\.jar\b", output)
    if not tried or "FAILED DOWNLOADS" not in output:
        return None
    folders = "\n".join(f"    rm -r {shlex.quote(folder)}" for folder in dict.fromkeys(tried))
    return SetupError(
        "Your local Maven repository describes packages whose JARs it does not hold, and Spark's resolver "
        "looks nowhere else for them. Remove these folders (Maven fetches them again when it needs them), "
        f"then {AGAIN}\n{folders}"
    )


# ---- all of it ---------------------------------------------------------------


@contextmanager
def only_one(lock: Path = SETUP / "lock") -> Iterator[None]:
    """Hold the lock of this checkout; a second set-up says that it waits, and waits."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is running in this folder; waiting for it to finish ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_environment(python: Path, java: Java) -> None:
    """Tell the Makefile which Python and which Java were chosen, as two lines of shell."""
    lines = (f"PYTHON={shlex.quote(str(python))}", f"export JAVA_HOME={shlex.quote(java.home)}")
    (SETUP / "env").write_text("\n".join(lines) + "\n")


def set_up() -> None:
    """Do whatever is still to be done; when nothing is, that takes a moment."""
    begun = time.monotonic()
    java = ensure_java()
    prefix = conda_environment(os.environ) or VENV
    python = prefix / "bin" / "python"
    packages, spark = packages_stamp(prefix, VERSION), spark_stamp(java)
    if not python.exists():  # the interpreter that the venv was made from is gone
        packages.clear()
    ready = packages.fits() and spark.fits()
    if not ready:
        begin(java, PACKAGES_DISK if not packages.fits() else SPARK_DISK)
    if not packages.fits():
        fill(packages)
    if not spark.fits():
        make_ready(spark, python, java)
    write_environment(python, java)
    done = "Set up" if ready else f"Ready in {time.monotonic() - begun:.0f} s"
    print(f"{done}: Python {VERSION}, Java {java.version}.")


def begin(java: Java, disk: int) -> None:
    """Start a new log, say what is coming, and make sure that `disk` bytes are free."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("")
    print(f"Setting up with Python {VERSION} and Java {java.version}; the first time takes minutes.")
    check_disk(ROOT, disk)


def fill(packages: Stamp) -> None:
    """The step that installs Python packages."""
    with step("Python packages") as report:
        report(install_packages(packages.folder))
        packages.set()


def make_ready(spark: Stamp, python: Path, java: Java) -> None:
    """The step that readies Spark and Delta."""
    with step("Delta and Spark") as report:
        spark.clear()
        prepare_spark(python, java)
        spark.set()
        report(f"{len(list(JARS.glob('*.jar')))} JARs and the class archive")


ENDS = (signal.SIGTERM, signal.SIGHUP)


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
        with only_one():
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
