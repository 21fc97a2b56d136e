"""The process that Spark's Python workers are forks of: PySpark's own daemon, quicker to start.

Spark puts PySpark first on a worker's path as an archive. Python keeps no byte code for what is in one:
the first UDF of every session compiles all of it, about a second. Without the archives the same modules come
from where pip has installed them.
"""

import runpy
import sys
from pathlib import Path


def is_archive_of_spark(entry: str) -> bool:
    """Whether an entry of ``sys.path`` is PySpark or Py4J as Spark hands them to its workers."""
    return entry.endswith(".zip") and Path(entry).name.startswith(("pyspark", "py4j"))


if __name__ == "__main__":
    sys.path[:] = [entry for entry in sys.path if not is_archive_of_spark(entry)]
    runpy.run_module("pyspark.daemon", run_name="__main__", alter_sys=True)
