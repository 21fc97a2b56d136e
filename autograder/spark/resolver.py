"""Spark's own resolver, the last resort for Delta's JARs: it knows a company's mirrors.

It is told of them as for any Spark: by `spark.jars.ivySettings` or `spark.jars.repositories` in the
spark-defaults.conf of SPARK_CONF_DIR, or in PYSPARK_SUBMIT_ARGS.
"""

import os
import re
import shlex
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from autograder.setup import faults, pins
from autograder.spark import jvm, settings
from autograder.spark.jvm import JvmStopped

MIRRORS = re.compile(r"(spark\.jars\.(?:ivySettings|repositories))=(.*)", re.DOTALL)


def resolve(ivy: Path) -> list[str]:
    """Let Spark fetch Delta into the folder `ivy`, its JARs into `ivy/jars`; return remarks for people.

    Raises:
        JvmStopped: it could not; the exception holds all that it printed.
    """
    try:
        _run(ivy, home=None)
        return []
    except JvmStopped as first:
        shutil.rmtree(ivy, ignore_errors=True)  # it remembers where it looked, even when that failed
        hollow = faults.hollow_repository(first.output)
        if not hollow:
            raise
    try:
        _run(ivy, home=ivy)  # the resolver looks for .m2 in Java's idea of home
    except JvmStopped:
        shutil.rmtree(ivy, ignore_errors=True)
        raise
    return [hollow]


def _run(ivy: Path, home: Path | None) -> None:
    """Start and end a JVM with `spark.jars.packages`: resolving is the first thing that spark-submit does."""
    options = [f"-Duser.home={home or settings.home(ivy)}", *proxy_options(os.environ)]
    wanted = {
        "spark.master": "local[1]",
        "spark.jars.packages": pins.PACKAGE,
        "spark.jars.ivy": str(ivy),
        "spark.driver.extraJavaOptions": " ".join(f'"{option}"' for option in options),
        **mirrors(os.environ.pop("PYSPARK_SUBMIT_ARGS", "")),
    }
    os.environ["SPARK_HOME"] = str(settings.spark_home())
    jvm.stop_gateway(jvm.start_gateway(wanted))


def mirrors(arguments: str) -> dict[str, str]:
    """The settings among spark-submit's `arguments` that say where packages come from."""
    found = (MIRRORS.fullmatch(word.removeprefix("--conf=")) for word in shlex.split(arguments))
    return {match[1]: match[2] for match in found if match}


def proxy_options(env: "os._Environ[str] | dict[str, str]") -> list[str]:
    """Java's options for HTTPS_PROXY, which Java does not read by itself."""
    proxy = urlsplit(env.get("HTTPS_PROXY") or env.get("https_proxy") or "")
    if not proxy.hostname:
        return []
    return [f"-Dhttps.proxyHost={proxy.hostname}", f"-Dhttps.proxyPort={proxy.port or 443}"]
