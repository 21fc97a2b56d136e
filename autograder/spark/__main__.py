"""`python -m autograder.spark prepare`: make Spark ready to start offline and fast."""

import errno
import sys

from autograder.spark import prepare, settings
from autograder.spark.jvm import SparkNotReady

USAGE = "usage: python -m autograder.spark prepare"


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code. What went wrong stands on stderr, without a traceback."""
    if arguments != ["prepare"]:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        prepare.prepare()
    except SparkNotReady as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(
            f"The disk is full. {settings.SPACE}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
