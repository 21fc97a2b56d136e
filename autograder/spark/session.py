"""One tuned, quiet Spark session per process, started when first asked for."""

import atexit
import logging
import os
import shutil
import socket
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from autograder import paths
from autograder.setup import faults, jars, pins
from autograder.spark import jvm, settings
from autograder.spark.jvm import SparkNotReady

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway
    from pyspark.sql import SparkSession

# PySpark logs every caught SQL error to stderr through these, as one line of JSON.
NOISY_LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")

_lock = threading.RLock()
_session: "SparkSession | None" = None


def get_spark() -> "SparkSession":
    """Return the process's Spark session; the first call starts it (a few seconds), later calls are free.

    Where it runs is decided by the environment: `SPARK_REMOTE=sc://…` connects to a Spark Connect server,
    `AUTOGRADER_MASTER=spark://…` (or `SPARK_MASTER`) uses a cluster, `AUTOGRADER_SESSION=quickstart` gives
    Delta's documented session without any tuning; the default is two threads in this machine's own JVM.

    Raises:
        SparkNotReady: Java or Delta's JARs are missing, or Spark did not start.
    """
    global _session
    with _lock:
        if _session is None or not _is_alive(_session):
            _forget_dead_jvm()
            _session = _start()
        return _session


def stop_spark() -> None:
    """Stop the session if there is one. The JVM stays warm, and `get_spark` gives a fresh session in it."""
    global _session
    with _lock:
        if _session is not None and _is_alive(_session):
            _session.stop()
        _session = None


def is_connect(spark: "SparkSession") -> bool:
    """Whether the session is a Spark Connect client: no `_jdf`, no `sparkContext`, no JVM of its own."""
    return type(spark).__module__.startswith("pyspark.sql.connect")


def use_production_plans(spark: "SparkSession", enabled: bool = True) -> None:
    """Switch adaptive execution and code generation back to Spark's defaults: plans as in production."""
    for name, value in (settings.PRODUCTION_PLANS if enabled else settings.SMALL_PLANS).items():
        spark.conf.set(name, value)


def warm_jvm() -> "JavaGateway":
    """Start the tuned JVM without a session, for other processes to use through `gateway_environment`.

    Raises:
        SparkNotReady: as `get_spark`.
    """
    _prepare_process()
    jvm.find_java()
    return jvm.start_gateway(_tuned_settings())


def start_for_archive(archive: Path) -> "SparkSession":
    """Start the tuned session in a JVM that writes the classes it has loaded to `archive` when it ends."""
    global _session
    with _lock:
        _prepare_process()
        _session = _create(settings.tuned(_private_folder(), f"-XX:ArchiveClassesAtExit={archive}"))
        return _session


def end_jvm() -> int:
    """Stop the session and its JVM, wait until it is gone, and return its exit code."""
    from pyspark import SparkContext

    with _lock:
        gateway = SparkContext._gateway
        stop_spark()
        code = jvm.stop_gateway(gateway)
        _forget_dead_jvm()
        return code


def kill_jvm() -> None:
    """End this process's JVM at once, whatever it is doing."""
    from pyspark import SparkContext

    process = getattr(SparkContext._gateway, "proc", None)
    if process is not None:
        process.kill()
        process.wait()


def _prepare_process() -> None:
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    settings.set_environment()


def _start() -> "SparkSession":
    if settings.wants_quickstart():
        settings.forget_the_machine()
        return _quickstart()
    _prepare_process()
    if url := settings.remote_url():
        return _connect(url)
    jvm.find_java()
    import delta  # noqa: F401 -- installs the conversion of Delta's concurrency errors to Python classes

    return _create(_tuned_settings())


def _tuned_settings() -> dict[str, str]:
    if not jars.present(paths.JARS):
        raise SparkNotReady(
            f"Delta's JARs ({pins.PACKAGE}) are not in {paths.JARS}.\n"
            f"Run `{faults.COMMAND}` once: it downloads them, which needs a network."
        )
    if settings.master().startswith("spark://"):
        _require_server(settings.master(), default_port=7077)
    return settings.tuned(_private_folder(), f"-XX:SharedArchiveFile={paths.CLASS_ARCHIVE}")


def _create(wanted: dict[str, str]) -> "SparkSession":
    """Start the JVM unless there is one, then a session in it with the settings `wanted`."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._gateway is None:
        SparkContext._ensure_initialized(gateway=jvm.start_gateway(wanted))
    try:
        return SparkSession.builder.config(map=dict(wanted)).getOrCreate()
    except Py4JError as error:
        raise SparkNotReady(_why_no_session(error)) from None


def _why_no_session(error: Exception) -> str:
    java = getattr(error, "java_exception", None)
    reason = java.toString() if java is not None else str(error)
    return f"Spark started but could not open a session on {settings.master()}: {reason.splitlines()[0]}"


def _quickstart() -> "SparkSession":
    """Delta's quick start to the letter, except that downloads and warehouse go to folders of ours.

    https://docs.delta.io/latest/quick-start.html#python
    """
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("quickstart").master("local[*]")
    for key, value in settings.DELTA.items():
        builder = builder.config(key, value)
    builder = builder.config("spark.jars.ivy", str(settings.IVY))
    builder = builder.config("spark.sql.warehouse.dir", str(_private_folder()))
    return configure_spark_with_delta_pip(builder).getOrCreate()


def _connect(url: str) -> "SparkSession":
    try:
        from pyspark.sql.connect.session import SparkSession as ConnectSession
    except ImportError as error:
        raise SparkNotReady(
            f"SPARK_REMOTE is {url}, but Spark Connect's client is incomplete here: {error}\n"
            "Install it with `pip install 'pyspark[connect]'`, or unset SPARK_REMOTE."
        ) from None
    _require_server(url, default_port=15002)
    session: Any = ConnectSession.builder.remote(url).getOrCreate()
    # The zone is all that a client can set: with Delta's extension on the server, spark.sql(query, args=…)
    # fails there whatever either side sets, while spark.sql("… {d}", d=frame) works.
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session  # type: ignore[no-any-return]


def _require_server(url: str, default_port: int) -> None:
    """Fail at once where nobody listens: Spark's own clients try again for minutes, in silence."""
    for address in urlsplit(url).netloc.split(","):  # a cluster may name several masters
        host, _, port = address.rpartition(":") if ":" in address else (address, "", str(default_port))
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
            return
        except OSError:
            continue
    raise SparkNotReady(
        f"Nothing answers at {url}.\nStart that Spark, or unset the variable that names it "
        "(SPARK_REMOTE, AUTOGRADER_MASTER or SPARK_MASTER) to run Spark on this machine."
    )


def _is_alive(spark: "SparkSession") -> bool:
    if is_connect(spark):
        return not getattr(spark, "is_stopped", False)
    java_context = spark.sparkContext._jsc
    if java_context is None:  # the learner's own spark.stop()
        return False
    try:
        return not java_context.sc().isStopped()
    except Exception:  # py4j raises several kinds when its JVM is gone
        return False


def _forget_dead_jvm() -> None:
    """Let PySpark start again after its JVM was killed: it would otherwise keep calling the dead one."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    process = getattr(SparkContext._gateway, "proc", None)
    if process is None or process.poll() is None:
        return
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None


def _private_folder() -> Path:
    """A new temp folder for one session's warehouse and shuffle files, removed when this process exits."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-spark-"))
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # a forked child inherits this hook, not the folder
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder
