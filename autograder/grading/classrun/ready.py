"""What a worker needs, imported once: by the process that workers are forks of."""

import signal
from importlib import import_module

# Ctrl-C goes to every process of a terminal, and the grader ends its workers itself. A handler, because what
# is ignored would stay ignored in every program that a worker starts.
signal.signal(signal.SIGINT, lambda *_: None)

NEEDED = (
    "distributed",
    "nbgrader.apps",
    "autograder.grading.nbg.miniature",
    "autograder.grading.nbg.steps",
    "typer",
)
for name in NEEDED:
    import_module(name)

nbformat = import_module("nbformat")
nbformat.validate(nbformat.v4.new_notebook())  # the first one builds the validator
import_module("autograder.exercises").catalogue()
