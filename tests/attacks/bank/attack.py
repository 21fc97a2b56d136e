"""What an attack is, and the pieces of code that several share.

They are harmless should the box fail: what lies outside is opened, never written; forks and memory are
bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from classes import EXERCISE, Alter

from autograder.grading.course.states import EndState

S = EndState
TRY = """
def attempt(name, action):
    try:
        found = action()
    except BaseException as error:
        print("REFUSED", name, type(error).__name__)
    else:
        print("OPEN", name, found)
"""
WRONG = f"def {EXERCISE}(delays):\n    return 0.123"
HIDE = "from IPython import get_ipython\nip = get_ipython()\n"


@dataclass(frozen=True)
class Attack:
    """One attack: the cells it adds, the answer it gives, what it does to its files, and how it must end.

    learner: the folder that it hands in, its own name where none is given. after: cells behind the check.
    flagged: whether it can be seen, so that it must be. holds: the cell reports what it could open; nothing.
    refused: its folder has a name that no gradebook can hold, and is named to the instructor.
    """

    name: str
    cells: tuple[str, ...] = ()
    answer: str | None = WRONG
    alter: Alter | None = None
    ends: tuple[EndState, ...] = (S.GRADED,)
    flagged: bool = False
    holds: bool = False
    after: tuple[str, ...] = ()
    learner: str = ""
    refused: bool = False

    @property
    def folder(self) -> str:
        """The name of the learner's folder."""
        return self.learner or self.name
