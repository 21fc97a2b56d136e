"""Self-check questions: the bank is whole, and both ways to answer say the same."""

import pytest
from pydantic import ValidationError

from autograder import course
from autograder.quiz import bank
from autograder.quiz.widget import Question, answer_text, question_text

ITEM = {
    "id": "00-9",
    "stem": "Which?",
    "options": [
        {"text": "one", "why": "no, one is less"},
        {"text": "two", "why": "yes, two", "right": True},
        {"text": "three", "why": "no, three is more"},
    ],
}


@pytest.fixture
def item(monkeypatch):
    made = bank.Item.model_validate(ITEM)
    monkeypatch.setattr(bank, "get", lambda _: made)
    return made


def test_every_lesson_of_the_course_has_questions():
    """A file for each, ids that begin with the lesson's number, every option explained."""
    for lesson in course.LESSONS:
        items = bank.read(bank.ITEMS / f"{lesson.slug}.yaml")
        assert items
        assert all(one.id.startswith(lesson.slug[:2]) for one in items)


@pytest.mark.parametrize("name", list(bank.bank()))
def test_the_right_letters_are_accepted_and_all_others_are_not(name):
    """The answer key of every item works through the text path."""
    one = bank.get(name)
    assert answer_text(name, one.right_letters).startswith("Right.")
    wrong = next(c for c in "abcdef" if c not in one.right_letters)
    assert not answer_text(name, wrong).startswith("Right.")


def test_an_item_without_a_right_option_is_refused():
    """A slip in the YAML names the item."""
    broken = {**ITEM, "options": [{"text": t, "why": "w"} for t in "abc"]}
    with pytest.raises(ValidationError, match="00-9"):
        bank.Item.model_validate(broken)


def test_a_wrong_answer_explains_itself_and_keeps_the_secret(item):
    """The reason of the chosen option, not the right one."""
    said = answer_text("00-9", "A")
    assert "one is less" in said and "yes, two" not in said


@pytest.mark.parametrize("letters", ["", "x", "1", "bz"])
def test_an_answer_that_is_none_says_how(item, letters):
    """Anything else than an option's letter."""
    assert "Choose from a, b, c" in answer_text("00-9", letters)


def test_the_widget_and_the_text_agree(item):
    """Choosing an option and pressing Check gives the text path's words."""
    question = Question(item)
    assert question.chosen == ""
    question.choices.index = 1
    question.button.click()
    assert "yes, two" in question.feedback.value
    assert 'role="status"' in question.feedback.value
    assert question_text(item) in question._repr_mimebundle_()["text/plain"]
