"""The Java side: find a Java that can run Spark, start it quietly, and say clearly why it did not start."""

import os
import pwd
import re
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from autograder import paths
from autograder.setup import faults, java
from autograder.setup.faults import SetupError
from autograder.setup.java import Java

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway

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
            f"If they speak of memory, close other kernels; otherwise run `{faults.COMMAND}` and try again."
        )


def find_java() -> Java:
    """Return the Java that spark-submit will run: JAVA_HOME's, else the first on PATH.

    Else one that lies elsewhere, and JAVA_HOME then names it.

    Raises:
        SparkNotReady: no Java, or one that is older than Spark 4 needs.
    """
    executable = java.chosen(os.environ)
    found = java.probe(executable) if executable else None
    if found and found.major < java.OLDEST:
        raise SparkNotReady(
            f"Spark needs Java {java.OLDEST} or newer; {found.home} is Java {found.version}.\n"
            "Install a newer one and point JAVA_HOME at it, then try again."
        )
    return found or _other_java()


def _other_java() -> Java:
    home = os.environ.get("JAVA_HOME")
    try:
        if home:
            raise SetupError(f"Spark needs a Java. {java.HOW}")
        found = java.find(java.candidates(os.environ))
    except SetupError as error:
        where = f"JAVA_HOME is {home}, but it holds no bin/java" if home else "There is no `java` on PATH"
        raise SparkNotReady(f"{where}. {error}") from None
    os.environ["JAVA_HOME"] = found.home
    return found


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
    if not _is_known(os.getuid()):
        _name_the_user(gateway)
    return gateway


def _is_known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name_the_user(gateway: "JavaGateway") -> None:
    """Tell Hadoop who runs Spark: it asks the user database, which may lack a container's user."""
    users = gateway.jvm.org.apache.hadoop.security.UserGroupInformation
    users.setLoginUser(users.createRemoteUser(f"uid-{os.getuid()}"))


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
