"""What a worker needs, imported once: by the process that workers are forks of."""

from importlib import import_module

import nbformat

from autograder import exercises

NEEDED = ("distributed", "nbgrader.apps", "autograder.grading.miniature", "autograder.grading.steps", "typer")

for name in NEEDED:
    import_module(name)
nbformat.validate(nbformat.v4.new_notebook())  # the first one builds the validator
exercises.catalogue()
