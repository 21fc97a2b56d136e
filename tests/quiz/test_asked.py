"""Questions as learners meet them: shuffled, answered by letters or widgets, remembered."""

from collections import Counter

import pytest
from quiz_support import MULTIPLE, ORDERING, OUTPUT, SINGLE, make

from autograder import paths, quiz, state
from autograder.quiz import bank
from autograder.quiz.asked import asked, explained
from autograder.quiz.choices import Choices
from autograder.quiz.widget import SelfCheck, answer_text, question_text, shown

ITEMS = {base["id"]: make(base) for base in (SINGLE, OUTPUT, ORDERING, MULTIPLE)}
ONE, ORDER, SEVERAL = "01-90", "01-93", "01-94"


@pytest.fixture(autouse=True)
def learner(tmp_path, monkeypatch):
    """A new learner, and a bank of made-up items."""
    monkeypatch.setattr(paths, "STATE", tmp_path / "state")
    monkeypatch.setattr(bank, "bank", lambda: ITEMS)
    state.learner_seed.cache_clear()
    yield
    state.learner_seed.cache_clear()


def key(name):
    """The letters of the right answer, as this learner sees them."""
    return shown(ITEMS[name]).spelled(ITEMS[name].key)


def wrong(name):
    """Letters of a wrong answer."""
    return next(c for c in shown(ITEMS[name]).letters if c not in key(name))


def test_the_same_seed_gives_the_same_order_and_others_give_others():
    """On every machine; with four options one order in 24."""
    question = ITEMS[ONE].question
    assert asked(question, "ada") == asked(question, "ada")
    assert len({asked(question, str(n)).order for n in range(500)}) == 24


def test_every_letter_is_right_as_often_as_another():
    """Balanced by construction, wherever the right option stands in the file."""
    item = ITEMS[ONE]
    letters = Counter(asked(item.question, str(n)).spelled(item.key) for n in range(4000))
    assert all(abs(count / 4000 - 1 / 4) < 0.03 for count in letters.values())


@pytest.mark.parametrize("name", list(ITEMS))
@pytest.mark.parametrize("seed", ["ada", "bob", "eve"])
def test_letters_and_places_translate_both_ways(name, seed):
    """Letters follow the shuffling."""
    item, one = ITEMS[name], asked(ITEMS[name].question, seed)
    assert one.chosen(one.spelled(item.key)) == item.key
    assert one.chosen(", ".join(one.spelled(item.key)).upper()) == item.key


@pytest.mark.parametrize(
    ("name", "letters"),
    [(ONE, ""), (ONE, "x"), (ONE, "ab"), (ONE, "1"), (SEVERAL, "az"), (ORDER, "ab"), (ORDER, "aab")],
)
def test_letters_that_are_no_answer_say_how(name, letters):
    """Too many, too few, twice, or none of the options."""
    said = answer_text(name, letters)
    assert said.startswith("Choose from a, b, c") and f"lesson.answer('{name}'" in said


@pytest.mark.parametrize("name", list(ITEMS))
def test_the_right_letters_are_right_and_explain_every_option(name):
    """In the order in which the options were shown."""
    said = answer_text(name, key(name))
    assert said.splitlines() == ["Right.", *explained(ITEMS[name], shown(ITEMS[name]))]


def test_a_wrong_answer_explains_itself_and_keeps_the_secret():
    """The reason of the chosen option, not of the right one."""
    said = answer_text(ONE, wrong(ONE))
    assert said.startswith("Not quite.") and "never wobble" not in said
    assert len(said.splitlines()) == 2


def test_some_of_several_is_on_the_way():
    """Said so, without saying which is missing."""
    assert answer_text(SEVERAL, key(SEVERAL)[0]).startswith("Right so far, but not complete.")


def test_an_order_says_how_far_it_is_right():
    """Places from the start that stand right."""
    right = key(ORDER)
    assert "1 of 3 stand right" in answer_text(ORDER, right[0] + right[2] + right[1])


def test_the_package_answers_in_plain_text(capsys):
    """As the documentation says."""
    quiz.answer(ONE, key(ONE))
    assert capsys.readouterr().out.startswith("Right.")
    assert question_text(ITEMS[ONE]) in repr(quiz.ask(ONE))


def answer_by_widget(question, letters):
    """What a mouse would do."""
    question.choices.show(question.choices.shown.chosen(letters))
    question.button.click()
    return question.feedback.value


@pytest.mark.parametrize("name", list(ITEMS))
def test_the_widget_and_the_text_agree(name):
    """Same verdicts; announced to screen readers; beside it the text for places without widgets."""
    question = SelfCheck(ITEMS[name])
    assert question.choices.chosen == ()
    question.button.click()
    assert "Choose first." in question.feedback.value
    feedback = answer_by_widget(question, key(name))
    assert "Right." in feedback and 'role="status"' in feedback
    assert question_text(ITEMS[name]) == question._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("name", list(ITEMS))
def test_an_answer_is_there_again_after_a_restart(name):
    """Kept in the learner's state, not in the kernel."""
    answer_by_widget(SelfCheck(ITEMS[name]), key(name))
    state.learner_seed.cache_clear()
    again = SelfCheck(ITEMS[name])
    assert again.choices.chosen == ITEMS[name].key
    assert "You have answered this right." in again.feedback.value


@pytest.mark.parametrize("damaged", ["{", '{"questions": {"01-90": 7}}', '{"seed": 3, "questions": {"01-90": {"chosen": ["x"]}}}'])  # fmt: skip  # noqa: E501
def test_a_damaged_state_stops_nothing(damaged):
    """It may be lost without harm."""
    paths.STATE.mkdir()
    (paths.STATE / "progress.json").write_text(damaged)
    assert SelfCheck(ITEMS[ONE]).choices.chosen == ()
    assert answer_text(ONE, key(ONE)).startswith("Right.")


def test_a_state_that_cannot_be_written_keeps_the_letters_stable(tmp_path):
    """Grading: the seed lasts as long as the kernel."""
    (tmp_path / "state").write_text("a file where a folder should be")
    assert key(ONE) == key(ONE)
    assert answer_text(ONE, key(ONE)).startswith("Right.")


@pytest.mark.parametrize("name", list(ITEMS))
def test_choices_tell_of_changes_by_the_learner_only(name):
    """Showing an answer that came from elsewhere is no new answer."""
    heard = []
    choices = Choices(shown(ITEMS[name]), changed=heard.append)
    choices.show(ITEMS[name].key)
    assert heard == [] and choices.chosen == ITEMS[name].key
    choices.close_answers()
    assert all(control.disabled for control in choices.children if hasattr(control, "disabled"))
