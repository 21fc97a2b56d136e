"""Questions: the bank, the self-check in lessons, and the practice exam.

from autograder import quiz
quiz.ask("03-07")            # with widgets
quiz.answer("03-07", "b")    # the same in plain text
"""

from typing import Any


def ask(item: str) -> Any:
    """Ask one question; shown as text where widgets do not run. KeyError names the questions of its topic."""
    from autograder.quiz.widget import ask

    return ask(item)


def answer(item: str, letters: str) -> None:
    """Answer one question by its options' letters, and print what is to be said of them."""
    from autograder.quiz.widget import answer_text

    print(answer_text(item, letters))
