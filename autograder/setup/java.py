"""Find a Java that can run Spark. Standard library only."""

from __future__ import annotations

import glob
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.setup.faults import AGAIN, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OLDEST = 17
PACKAGES = ("openjdk-17-jre-headless", "default-jre-headless")  # Debian's, the first that there is
HOW = (
    f"Install it (Debian, Ubuntu: sudo apt-get install {PACKAGES[0]} | macOS: brew install openjdk@17 | "
    f"conda: conda install -c conda-forge openjdk=17), then {AGAIN}"
)

# Where installers put a Java without putting it on PATH.
PLACES = (
    "/usr/lib/jvm/*/bin/java",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java",
    "/opt/homebrew/opt/openjdk@*/bin/java",
    "/usr/local/opt/openjdk@*/bin/java",
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


def parse(output: str, executable: str = "") -> Java | None:
    """Read what `java -XshowSettings:properties -version` prints; None if no Java printed it."""
    version = re.search(r'^\S+ version "(\d[^"]*)"', output, flags=re.MULTILINE)
    if version is None:
        return None
    home = re.search(r"^\s*java\.home = (.+)$", output, flags=re.MULTILINE)
    return Java(home[1].strip() if home else _home_of(executable), version[1])


def _home_of(executable: str) -> str:
    return str(Path(executable).resolve().parent.parent)


def probe(executable: str) -> Java | None:
    """The Java that `executable` belongs to, or None if it does not run (macOS ships such a stand-in).

    Its `release` file is read where there is one, because a JVM that is asked takes a moment to start.
    """
    return _read_release(executable) or _ask(executable)


def _read_release(executable: str) -> Java | None:
    home = _home_of(executable)
    try:
        text = Path(home, "release").read_text()
    except (OSError, ValueError):  # a stripped-down installation
        return None
    version = re.search(r'^JAVA_VERSION="(\d[^"]*)"', text, flags=re.MULTILINE)
    return Java(home, version[1]) if version and shutil.which(executable) else None


def _ask(executable: str) -> Java | None:
    command = [executable, "-XshowSettings:properties", "-version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse(answer.stderr + answer.stdout, executable) if answer.returncode == 0 else None


def chosen(env: Mapping[str, str]) -> str | None:
    """The `java` that Spark's own scripts run: JAVA_HOME's, whatever that is, else the first on PATH."""
    if env.get("JAVA_HOME"):
        return str(Path(env["JAVA_HOME"], "bin", "java"))
    return shutil.which("java", path=env.get("PATH", ""))


def candidates(env: Mapping[str, str], places: Sequence[str] | None = None) -> list[str]:
    """Every `java` worth asking, best first: JAVA_HOME's, the one on PATH, then those lying elsewhere."""
    on_path = shutil.which("java", path=env.get("PATH", ""))
    patterns = PLACES if places is None else places
    elsewhere = [path for pattern in patterns for path in sorted(glob.glob(pattern))]
    found = (path for path in (chosen(env), on_path, *elsewhere) if path)
    return list(dict.fromkeys(found))


def find(executables: Sequence[str], probe: Callable[[str], Java | None] = probe) -> Java:
    """Return the first Java that can run Spark.

    Raises:
        SetupError: none can; the message names what was found instead.
    """
    too_old = []
    for executable in executables:
        java = probe(executable)
        if java and java.major >= OLDEST:
            return java
        if java:
            too_old.append(f"{java.version} in {java.home}")
    found = f"only Java {' and '.join(dict.fromkeys(too_old))} was found" if too_old else "no Java was found"
    raise SetupError(f"Spark needs Java {OLDEST} or newer; {found}. {HOW}")
