"""The topics of the questions: every lesson of the course, also those that are still to come."""

from __future__ import annotations

from autograder import syllabus

TOPICS = {
    "00": "Welcome",
    "01": "Error handling",
    "02": "Retry",
    "03": "Logging",
    "04": "Monitoring and alerting",
    "05": "Idempotent writes",
    "06": "Checkpoints",
    "07": "Schema evolution",
    "08": "Performance",
    "09": "Deployment",
    "10": "Safe releases",
    "11": "Testing pipelines",
    "12": "Capstone: the whole pipeline",
}
"""Number → name."""


def notebook(topic: str) -> str | None:
    """The lesson's notebook, for a link; None while the lesson does not exist."""
    return next((f"{one.slug}.ipynb" for one in syllabus.LESSONS if one.slug[:2] == topic), None)
