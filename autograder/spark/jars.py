"""Delta's JARs: downloaded once by Spark's resolver and kept flat in build/jars, for offline use."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from autograder import paths
from autograder.spark import jvm, settings
from autograder.spark.jvm import JvmStopped, SparkNotReady

# Ivy's report when a folder of the local Maven repository describes a package but does not hold its JAR.
HOLLOW = re.compile(r"NOT FOUND.*\s+==== local-m2-cache: tried\s+file:(\S.*)/[^/\n]+\.jar")
FAILED = re.compile(r"\[(unresolved dependency|download failed)\b")


def have_jars() -> bool:
    """Whether build/jars holds the installed Delta's main JAR; the folder is moved into place as a whole."""
    artifact, release = settings.delta_package().split(":")[1:]
    return any(jar.name.endswith(f"{artifact}-{release}.jar") for jar in settings.delta_jars())


def bring_jars() -> None:
    """Resolve Delta into build/ivy and copy the io.delta JARs, all that Spark lacks, to build/jars.

    Raises:
        SparkNotReady: no network, no space, or what Spark's resolver said.
    """
    settings.set_environment()
    _resolve()
    found = sorted((settings.IVY / "jars").glob(f"io.delta_*-{version('delta-spark')}.jar"))
    with _replacing(paths.JARS) as folder:
        for jar in found:
            shutil.copy2(jar, folder / jar.name)


def _resolve() -> None:
    try:
        _run_resolver()
    except JvmStopped as first:
        shutil.rmtree(settings.IVY, ignore_errors=True)  # it remembers where it looked, even when that failed
        if not (hollow := HOLLOW.search(first.output)):
            raise SparkNotReady(explain(first)) from None
        print(f"{hollow[1]} describes a package without holding it; asking Maven Central …", file=sys.stderr)
        _resolve_without_local_repository()


def _resolve_without_local_repository() -> None:
    try:
        _run_resolver(home=settings.IVY)  # the resolver looks for .m2 in Java's idea of home
    except JvmStopped as second:
        shutil.rmtree(settings.IVY, ignore_errors=True)
        raise SparkNotReady(explain(second)) from None


def _run_resolver(home: Path | None = None) -> None:
    """Start and end a JVM with `spark.jars.packages`: resolving is the first thing that spark-submit does."""
    wanted = {"spark.jars.packages": settings.delta_package(), "spark.jars.ivy": str(settings.IVY)}
    if home:
        wanted["spark.driver.extraJavaOptions"] = f'"-Duser.home={home}"'
    jvm.stop_gateway(jvm.start_gateway(wanted))


def explain(stopped: JvmStopped) -> str:
    """Say in a sentence or two why resolving failed and what to do."""
    if "No space left on device" in stopped.output:
        return f"The disk is full. {settings.SPACE}"
    if FAILED.search(stopped.output):
        return (
            f"Delta's JARs ({settings.delta_package()}) could not be downloaded from Maven Central.\n"
            "Check the network (behind a proxy, set HTTPS_PROXY), then run `make setup` again. "
            "Once they are here, lessons need no network."
        )
    return str(stopped)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes `target`'s place if the body succeeds: never a half-filled one."""
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        os.rename(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
