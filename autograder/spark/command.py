"""`autograder setup`: make Spark ready, and say what happened in words for people."""

import os
import sys

from autograder import paths
from autograder.setup import faults
from autograder.setup.faults import SetupError
from autograder.spark import prepare
from autograder.spark.jvm import SparkNotReady

# What makes a session run elsewhere; the class archive is for sessions on this machine.
ELSEWHERE = ("SPARK_REMOTE", "SPARK_MASTER", "AUTOGRADER_MASTER", "AUTOGRADER_SESSION")


def run(quiet: bool = False) -> int:
    """Set Spark up; return the exit code. With `quiet`, nothing is said when there was nothing to do."""
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
        return _stopped(f"It was interrupted; nothing half-made counts. To go on, {faults.AGAIN}")


def _stopped(why: str) -> int:
    print(f"\nSet-up stopped. {why}", file=sys.stderr)
    return 1
