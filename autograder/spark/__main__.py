"""`python -m autograder.spark`: `autograder setup` as install.py runs it."""

import sys

from autograder.spark import command

if __name__ == "__main__":
    sys.exit(command.main(quiet=True))
