"""`autograder setup`: make Spark ready, and say what happened in words for people."""

import logging
import os
import signal
import sys

from autograder import paths
from autograder.setup import faults
from autograder.setup.faults import SetupError
from autograder.spark import prepare
from autograder.spark.jvm import SparkNotReady

# What makes a session run elsewhere; the class archive is for sessions on this machine.
ELSEWHERE = ("SPARK_REMOTE", "SPARK_MASTER", "AUTOGRADER_MASTER", "AUTOGRADER_SESSION")


def main(quiet: bool = False) -> int:
    """Do `run` as all that this process is for: a request to end leaves no JVM behind, and no traceback."""
    logging.disable()  # Py4J logs the request as an error
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run(quiet)


def run(quiet: bool = False) -> int:
    """Set Spark up; return the exit code. `quiet`: for install.py, which says itself how all of it went."""
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    try:
        if prepare.set_up() or not quiet:
            print("Spark and Delta are ready; lessons need no network.")
        return 0
    except (SetupError, SparkNotReady) as error:
        return _stopped(str(error))
    except OSError as error:
        space = prepare.NEEDED.format(folder=paths.BUILD)
        if faults.is_full(error):
            return _stopped(f"The disk is full. Free {space}, then {faults.AGAIN}")
        return _stopped(f"{error}. May you write to {paths.BUILD}?")
    except KeyboardInterrupt:
        if quiet:
            return 1
        return _stopped(f"It was interrupted; nothing half-made counts. To go on, {faults.AGAIN}")


def _stopped(why: str) -> int:
    print(f"\nSet-up stopped. {why}", file=sys.stderr)
    return 1
