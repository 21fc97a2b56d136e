"""What a worker needs, imported once: by the process that workers are forks of."""

import signal
from importlib import import_module

# Ctrl-C goes to every process of a terminal, and the grader ends its workers itself. A handler, because what
# is ignored would stay ignored in every program that a worker starts.
signal.signal(signal.SIGINT, lambda *_: None)

for name in ("distributed", "autograder.grading.nbg.miniature", "typer"):
    import_module(name)

import_module("autograder.grading.nbg.miniature").get_ready()
import_module("autograder.exercises").catalogue()
