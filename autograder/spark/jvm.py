"""The Java side: find a Java that can run Spark, start it quietly, and say clearly why it did not start."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from autograder import paths

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway

OLDEST_JAVA = 17
LOGS_KEPT = 20
STACK_FRAME = re.compile(r"\s+(at |\.\.\. \d+ more)")
GATEWAY_VARIABLES = ("PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET")


class SparkNotReady(RuntimeError):
    """Spark cannot start here; the message says why and what to do next."""


class JvmStopped(SparkNotReady):
    """The JVM ended before Spark could reach it; `output` is all it printed."""

    def __init__(self, log: Path, output: str) -> None:
        self.output = output
        super().__init__(
            f"Java stopped while Spark was starting. The last lines of {log}:\n{last_lines(output)}\n"
            "If they speak of memory, close other kernels; otherwise run `make setup` and try again."
        )


@dataclass(frozen=True)
class Java:
    """One Java installation: its real home folder and its version as it states it ("17.0.15+6")."""

    home: Path
    version: str

    @property
    def major(self) -> int | None:
        found = re.match(r"(?:1\.)?(\d+)", self.version)
        return int(found[1]) if found else None


def find_java() -> Java:
    """Return the Java that spark-submit will run: JAVA_HOME's, else the first `java` on PATH.

    The version is read from the installation's `release` file, because starting a JVM to ask costs seconds.

    Raises:
        SparkNotReady: no Java, or one that is older than Spark 4 needs.
    """
    home = os.environ.get("JAVA_HOME")
    binary = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if binary is None:
        where = f"JAVA_HOME is {home}, but it holds no bin/java" if home else "there is no `java` on PATH"
        raise SparkNotReady(
            f"Spark needs Java {OLDEST_JAVA} or newer, and {where}.\n"
            "Install one (Debian, Ubuntu: `sudo apt-get install openjdk-17-jre-headless`; macOS: "
            "`brew install openjdk@17`; conda: `conda install -c conda-forge openjdk=17`), then try again."
        )
    java = _inspect(Path(binary).resolve().parent.parent)
    if java.major is not None and java.major < OLDEST_JAVA:
        raise SparkNotReady(
            f"Spark needs Java {OLDEST_JAVA} or newer; {java.home} is Java {java.version}.\n"
            "Install a newer one and point JAVA_HOME at it, then try again."
        )
    return java


def _inspect(home: Path) -> Java:
    try:
        release = (home / "release").read_text()
    except OSError:  # a stripped-down installation; Java itself will complain if it is too old
        return Java(home, "")
    found = re.search(r'^JAVA_(?:RUNTIME_)?VERSION="([^"]+)"', release, flags=re.MULTILINE)
    return Java(home, found[1] if found else "")


def open_log() -> IO[bytes]:
    """Open this process's log file for the JVM's output: in build/logs, or a temp folder if read-only."""
    for folder in (paths.LOGS, Path(tempfile.gettempdir(), "autograder-logs")):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log = open(folder / f"spark-{os.getpid()}.log", "ab")  # noqa: SIM115 -- the caller closes it
        except OSError:
            continue
        _drop_old_logs(folder)
        return log
    return open(os.devnull, "ab")  # no place to write: a silent JVM beats no JVM


def _drop_old_logs(folder: Path) -> None:
    with suppress(OSError):  # another kernel tidies up at the same time
        newest_first = sorted(folder.glob("spark-*.log"), key=lambda log: log.stat().st_mtime, reverse=True)
        for log in newest_first[LOGS_KEPT:]:
            log.unlink(missing_ok=True)


def last_lines(output: str, count: int = 8) -> str:
    """Return the last lines that a person can use: Java's stack frames are left out."""
    useful = (line for line in output.splitlines() if line.strip() and not STACK_FRAME.match(line))
    return "\n".join(f"    {line}" for line in list(useful)[-count:])


def start_gateway(settings: dict[str, str]) -> "JavaGateway":
    """Start a JVM with `settings`, or join the one that PYSPARK_GATEWAY_PORT names; return the gateway to it.

    The JVM's own output goes to a log file: a line of it on a cell's stderr would cost a learner the cell's
    points in nbgrader. The two gateway variables are taken out of the environment once used, so that a child
    process starts a JVM of its own instead of disturbing this one.

    Raises:
        JvmStopped: the JVM ended before Spark could reach it; the message shows the log's last lines.
    """
    from pyspark import SparkConf
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    with open_log() as log:
        began = log.tell()
        try:
            gateway: JavaGateway = launch_gateway(  # type: ignore[no-untyped-call]
                conf, popen_kwargs={"stdout": log, "stderr": subprocess.STDOUT}
            )
        except PySparkRuntimeError:
            raise JvmStopped(Path(log.name), _text_from(Path(log.name), began)) from None
    for name in GATEWAY_VARIABLES:
        os.environ.pop(name, None)
    return gateway


def _text_from(log: Path, start: int) -> str:
    with open(log, "rb") as written:
        written.seek(start)
        return written.read().decode(errors="replace")


def gateway_environment(gateway: "JavaGateway") -> dict[str, str]:
    """Return the two variables that let another process use this JVM (PySpark's own protocol)."""
    parameters = gateway.gateway_parameters
    return dict(zip(GATEWAY_VARIABLES, (str(parameters.port), parameters.auth_token), strict=True))


def clear_gateway(gateway: "JavaGateway") -> None:
    """Stop what a process left in a shared JVM: a kernel ends without stopping its session."""
    spark = gateway.jvm.org.apache.spark
    spark.sql.classic.SparkSession.clearActiveSession()
    spark.sql.classic.SparkSession.clearDefaultSession()
    spark.SparkContext.getOrCreate().stop()  # the running one; asking whether there is one is private


def stop_gateway(gateway: "JavaGateway", timeout: float = 120.0) -> int:
    """End a JVM that `start_gateway` started, wait for it (seconds) and return its exit code."""
    gateway.shutdown()
    gateway.proc.stdin.close()
    return int(gateway.proc.wait(timeout))
