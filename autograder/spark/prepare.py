"""The steps that make Spark ready, done once and again only when something they were made for changes."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder import paths
from autograder.setup import faults, jars, pins
from autograder.setup import java as javas
from autograder.setup.faults import SetupError
from autograder.setup.java import Java
from autograder.setup.lock import only_one
from autograder.setup.progress import Step, step
from autograder.spark import settings
from autograder.spark.hadoop_defaults import write_hadoop_defaults

SPACE = 600 * 1000**2  # bytes: JARs, class archive, and what the training session writes
NEEDED = "about 600 MB for {folder}"


@dataclass(frozen=True)
class Stamp:
    """What JARs and archive were made for."""

    delta: str  # Maven coordinates: they name Spark's and Delta's version
    java: str
    class_path: str  # digest: an archive is valid for exactly these files


def set_up() -> bool:
    """Make Spark ready to start offline and fast. Does nothing, without a JVM, when all is in place.

    Returns:
        Whether there was something to do.

    Raises:
        SetupError: no Java, no JARs, no space; the message says what to do.
        OSError: build/ cannot be written.
    """
    java = javas.find(javas.candidates(os.environ))
    with only_one(paths.BUILD / "setup" / "spark.lock"):
        write_hadoop_defaults()
        if jars.present(paths.JARS) and _recorded() == _current(java):
            return False
        faults.check_disk(paths.BUILD, SPACE)
        os.environ["JAVA_HOME"] = java.home
        _make(java)
    return True


def _make(java: Java) -> None:
    _stamp().unlink(missing_ok=True)
    with step("Delta's JARs") as this:
        bring_jars(this)
        this.report(f"{len(pins.JARS)} JARs of Delta {pins.DELTA}, checked")
    with step("Spark's classes") as this:
        from autograder.spark.archive import build_archive

        archived = build_archive(this.now)
        this.report(
            "archived: sessions start in a third of the time"
            if archived
            else "could not be archived: sessions start more slowly"
        )
    _stamp().write_text(json.dumps(asdict(_current(java)), indent=2) + "\n")


def bring_jars(this: Step) -> None:
    """Fill the folder of JARs: from this machine, from Maven Central, else by Spark's resolver.

    Raises:
        SetupError: not all of them could be had.
    """
    fetched = jars.fetch(paths.JARS, jars.nearby(settings.IVY), tell=this.now)
    for remark in fetched.refused:
        this.remark(remark)
    if not fetched.missing:
        return
    this.now("asking Spark's resolver")
    output = _resolve(this)
    again = jars.fetch(paths.JARS, [settings.IVY / "jars"], central=None)
    if again.missing:
        raise _without_jars([*fetched.failures, *fetched.refused, *again.refused], output)
    shutil.rmtree(settings.IVY, ignore_errors=True)  # 90 MB, nearly all of which Spark has itself


def _resolve(this: Step) -> str:
    """Run Spark's resolver; return what it printed if it failed."""
    from autograder.spark import resolver
    from autograder.spark.jvm import JvmStopped

    try:
        for remark in resolver.resolve(settings.IVY):
            this.remark(remark)
    except JvmStopped as stopped:
        return stopped.output
    return ""


def _without_jars(reasons: list[str], output: str) -> SetupError:
    """Explain why JARs are missing: `reasons` from our own attempts, `output` from Spark's resolver."""
    tried = "\n".join(f"    {reason}" for reason in dict.fromkeys(reasons))
    space = NEEDED.format(folder=paths.BUILD)
    why = faults.explain("Spark's resolver", output, None, space) if output else f"Then {faults.AGAIN}"
    return SetupError(
        f"Delta's JARs ({pins.PACKAGE}) could not be downloaded.\n{tried}\n{why}\n"
        "Once they are here, lessons need no network."
    )


def _stamp() -> Path:
    return paths.BUILD / "spark-ready.json"


def _recorded() -> Stamp | None:
    try:
        return Stamp(**json.loads(_stamp().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _current(java: Java) -> Stamp:
    return Stamp(pins.PACKAGE, _identity(java), _digest(_class_path()))


def _identity(java: Java) -> str:
    home = Path(java.home)
    library = home / "lib" / "server" / "libjvm.so"  # an archive is tied to this very file
    stat = library.stat() if library.exists() else home.stat()
    return f"{java.home} {java.version} {stat.st_size} {stat.st_mtime_ns}"


def _class_path() -> list[Path]:
    return [*settings.first_jars(), *sorted((settings.spark_home() / "jars").glob("*.jar"))]


def _digest(files: list[Path]) -> str:
    stats = ((file, file.stat()) for file in files)
    lines = [f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in stats]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
