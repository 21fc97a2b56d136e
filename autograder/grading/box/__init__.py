"""The box: one sandbox in which one learner's notebooks run, and out of which only outputs come."""

from autograder.grading.box.limits import LEFT_OUT
from autograder.grading.box.run import BoxResult, Job, NotebookRun, run_box
from autograder.grading.course.limits import Limits

__all__ = ["LEFT_OUT", "BoxResult", "Job", "Limits", "NotebookRun", "run_box"]
