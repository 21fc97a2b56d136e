"""What can go wrong in a check, each kind with a class of its own, and how a recorded error reads."""

from __future__ import annotations

from autograder.checks.model import Json


class Failed(Exception):
    """A criterion is not met.

    Parameters: ``expected`` and ``got`` are short texts for the learner; ``reproduce`` is code
    with which the learner sees the same thing; ``earned`` are points for what is met in part.
    """

    def __init__(self, *, expected: str, got: str, reproduce: str = "", earned: int = 0) -> None:
        super().__init__(f"expected {expected}; got {got}")
        self.expected, self.got, self.reproduce, self.earned = expected, got, reproduce, earned


class CannotRun(Exception):
    """A criterion cannot be judged on this platform; the text says what is missing."""


class LearnerError(Exception):
    """The learner's code raised where an answer was needed; carries the record of that error."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['type']}: {error['message']}")
        self.error = error


class Runaway(BaseException):
    """Raised by a scenario's fakes when the learner's code calls them without end.

    A BaseException, so that an ``except Exception`` in a retry loop cannot swallow it.
    """


class GraderError(Exception):
    """A probe or a judge of ours broke; shown as our fault, never as the learner's."""


def error_text(error: Json) -> str:
    """One line for a recorded error: ``ValueError: text (line 4: x = y)``."""
    if error.get("unwritten"):
        return f"it came to `{error['unwritten']}`, which is not written yet: write that one first"
    message = str(error["message"]).strip()
    where = f" ({error['line']})" if error.get("line") else ""
    return f"{error['type']}: {message.splitlines()[0] if message else 'no message'}{where}"
