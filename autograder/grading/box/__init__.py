"""The box: one sandbox in which one learner's notebooks run, and out of which only outputs come."""

from autograder.grading.box.limits import Limits
from autograder.grading.box.run import BoxResult, Job, NotebookRun, run_box

__all__ = ["BoxResult", "Job", "Limits", "NotebookRun", "run_box"]
