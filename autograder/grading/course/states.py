"""How the grading of one notebook can end; always one of these, never a silent number."""

from __future__ import annotations

from enum import StrEnum


class EndState(StrEnum):
    """What became of one submitted notebook."""

    GRADED = "graded"
    NOT_ATTEMPTED = "not attempted"
    DID_NOT_RUN = "did not run"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    CORRUPT = "corrupt notebook"
    MISSING = "missing notebook"
    UNKNOWN = "unknown notebook"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable file"
    FOREIGN = "foreign file"
    STOPPED = "judging stopped"
    GRADER_ERROR = "grader error"

    @property
    def final(self) -> bool:
        """True when the points are the grade; False when a person has to look."""
        return self in (EndState.GRADED, EndState.NOT_ATTEMPTED, EndState.DID_NOT_RUN)


MEANING = {
    EndState.GRADED: "every check ran and was judged",
    EndState.NOT_ATTEMPTED: "every exercise is still the stub",
    EndState.DID_NOT_RUN: "an answer's cell failed, or defines another name; every other check is scored",
    EndState.TIMEOUT: "it ran longer than a cell or a notebook may; checks before that are scored",
    EndState.OUT_OF_MEMORY: "it needed more memory or processes than it may; checks before that are scored",
    EndState.CRASHED: "its kernel died, or a check cell could not run; checks before that are scored",
    EndState.CORRUPT: "the file is not a notebook that can be read",
    EndState.MISSING: "the lesson's notebook was not handed in",
    EndState.UNKNOWN: "none of the lesson's exercises is in the notebook that was handed in",
    EndState.TAMPERED: "the evidence of a check does not fit the scenario it was given",
    EndState.UNREADABLE: "a file that was handed in beside the notebook cannot be read",
    EndState.FOREIGN: "a file that was handed in is another learner's, or was made for another task",
    EndState.STOPPED: "reading or judging it took more memory or time than it may; nothing is scored",
    EndState.GRADER_ERROR: "our own code failed; nothing is held against the learner",
}
