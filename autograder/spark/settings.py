"""What the session is told: Spark's settings, the JVM's options and the environment, each with its reason."""

import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from autograder import paths

IVY = paths.BUILD / "ivy"  # where Spark's resolver keeps what it downloads
LOG4J2 = Path(__file__).with_name("log4j2.properties")
LOCAL_MASTER = "local[2]"
DRIVER_MEMORY = "640m"

# Delta's documented quick start: https://docs.delta.io/latest/quick-start.html
DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}

# How production plans a query; on a few hundred rows it costs more than it saves (a third of a MERGE's time).
PRODUCTION_PLANS = {
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
}
SMALL_PLANS = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}

# A few hundred rows on one machine: no results change by any of these.
SMALL_DATA = {
    **SMALL_PLANS,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",  # the bar goes to stderr, and stderr costs points in nbgrader
    "spark.sql.ui.explainMode": "simple",  # no page shows the plans that are kept for it
    "spark.sql.shuffle.partitions": "2",  # not 1: rows must be able to arrive out of order
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.sql.lightweightPlanChangeValidation": "false",  # Spark's check of its own optimizer
    "spark.shuffle.compress": "false",
    "spark.broadcast.compress": "false",
}

SEMANTICS = {
    "spark.sql.session.timeZone": "UTC",
    # With Delta's extension, spark.sql(query, args=…) fails without it (UNBOUND_SQL_PARAMETER).
    "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
}

LOOPBACK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def remote_url() -> str | None:
    """The Spark Connect server to use ("sc://…"), if any."""
    return os.environ.get("SPARK_REMOTE") or None


def master() -> str:
    """The master to use: AUTOGRADER_MASTER, else SPARK_MASTER, else two local threads."""
    return os.environ.get("AUTOGRADER_MASTER") or os.environ.get("SPARK_MASTER") or LOCAL_MASTER


def wants_quickstart() -> bool:
    """Whether Delta's plain quick-start session is asked for, to compare ours with."""
    return os.environ.get("AUTOGRADER_SESSION") == "quickstart"


def lives_long() -> bool:
    """Whether the JVM is to serve for many minutes, as the tests' does: then C2 pays for itself.

    Measured, 60 MERGEs in one session on 2 cores: the last 30 take 1.0 s each with it and 1.35 s without, the
    first 15 as long as each other.
    """
    return os.environ.get("AUTOGRADER_LONG_LIVED") == "1"


def spark_home() -> Path:
    """The folder of the installed pyspark (found without importing it, which costs half a second)."""
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pyspark is not installed")
    return Path(spec.origin).parent


def delta_jars() -> list[Path]:
    """Delta's JARs as set-up left them; empty before."""
    return sorted(paths.JARS.glob("*.jar"))


def first_jars() -> list[Path]:
    """What stands before Spark's own JARs; fewer Hadoop defaults are enough where all runs in one JVM."""
    return [*([paths.HADOOP_DEFAULTS] if is_local() else []), *delta_jars()]


def java_options(archive: str) -> str:
    """The JVM's command line: fast to start rather than fast after an hour, and silent.

    `archive` is the class-data-sharing option (use one, or dump one).
    """
    options = [
        "-XX:+IgnoreUnrecognizedVMOptions",  # they make Java faster, not Spark work
        *([] if lives_long() else ["-XX:TieredStopAtLevel=1"]),
        # C1 alone reserves 48 MB for compiled code; Spark and Delta fill that after some fifteen MERGEs, and
        # then compile again and again what was thrown out.
        "-XX:ReservedCodeCacheSize=240m",
        "-XX:+UseSerialGC",
        "-XX:MetaspaceSize=256m",  # Spark's classes pass the default twice, each time with a full collection
        "-Xshare:auto",  # a missing or stale archive is not an error: classes are loaded from the JARs
        archive,
        "-Xlog:disable",  # and not a warning either
        "-Xlog:all=error:stderr",
        f"-Dlog4j2.configurationFile={LOG4J2.as_uri()}",
        "-Duser.timezone=UTC",
        f"-Duser.home={home(paths.BUILD)}",  # Java asks the user database alone, which may lack this user
        "-XX:-UseContainerSupport",  # its cgroup probe throws where those mounts are hidden
    ]
    return " ".join(f'"{option}"' for option in options)


def tuned(work: Path, archive: str) -> dict[str, str]:
    """Every setting of the tuned session; `work` is the kernel's private folder, removed at exit."""
    settings = {
        "spark.master": master(),
        "spark.app.name": "on-time pipeline",
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.driver.extraJavaOptions": java_options(archive),
        "spark.driver.extraClassPath": os.pathsep.join(str(jar) for jar in first_jars()),
        "spark.local.dir": str(work),
        "spark.jars.ivy": str(IVY),
        # A plain path: Spark takes a URL's %20 for three characters of the folder's name.
        "spark.sql.warehouse.dir": os.environ.get("AUTOGRADER_WAREHOUSE") or str(work / "warehouse"),
        **DELTA,
        **SMALL_DATA,
        **SEMANTICS,
    }
    if not is_local():
        settings["spark.jars"] = ",".join(jar.as_uri() for jar in delta_jars())  # for the executors
    if on_this_machine():
        settings.update(LOOPBACK)
        settings["spark.python.daemon.module"] = "autograder.spark.python_workers"
    return settings


def on_this_machine() -> bool:
    """Whether driver and executors can talk over the loopback interface."""
    return master().startswith(("local", "spark://127.0.0.1", "spark://localhost"))


def is_local() -> bool:
    """Whether all of Spark runs in one JVM of ours."""
    return not remote_url() and master().startswith("local")


def home(otherwise: Path) -> Path:
    """The user's home folder, or `otherwise` where neither HOME nor the user database names one."""
    named = Path(os.path.expanduser("~"))
    return named if named.is_absolute() and named.is_dir() else otherwise


# How a machine tells its own Spark, Hadoop and Hive what to do; none of it is meant for a local session.
MACHINE = ("SPARK_", "PYSPARK_", "HADOOP_", "YARN_", "HIVE_")
OURS = {
    *("SPARK_REMOTE", "SPARK_MASTER", "PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"),
    "PYSPARK_PIN_THREAD",  # how Python and JVM talk; both ways work
}


def forget_the_machine() -> None:
    """Take out of this process's environment what would reach a local session from the machine's own Spark.

    Packages to download, configuration folders, class paths, an HDFS to look for, scratch folders: none of it
    belongs to the course, and any of it can keep Spark from starting.
    """
    for name in set(os.environ) - OURS:
        if name.startswith(MACHINE):
            del os.environ[name]


def set_environment() -> None:
    """Prepare this process for Spark: one Python, one Spark, one zone, and no name lookup of this machine."""
    if is_local():
        forget_the_machine()
    if os.environ.get("LC_ALL") in ("C", "POSIX"):  # Java would read no accent in a path
        os.environ["LC_ALL"] = "C.UTF-8"
    here = on_this_machine()
    if here:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    if here or "PYSPARK_PYTHON" not in os.environ:  # a cluster may have its interpreter elsewhere
        os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    # Another Spark on this machine must not be picked up, and the start script need not search.
    os.environ["SPARK_HOME"] = str(spark_home())
    # The short-lived JVM that composes the command line: the same reasons as in `java_options`.
    os.environ.setdefault("SPARK_LAUNCHER_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto")
    use_utc()


def use_utc() -> None:
    """Put this process in UTC: `collect()` gives naive datetimes in the process's zone."""
    os.environ["TZ"] = "UTC"
    time.tzset()
