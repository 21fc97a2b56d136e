"""`python -m autograder.spark`: what `autograder setup` does, silent when there is nothing to do."""

import sys

from autograder.spark import command

if __name__ == "__main__":
    sys.exit(command.run(quiet=True))
