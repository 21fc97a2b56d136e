"""Flash cards and the commands around the bank."""

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from autograder import lesson
from autograder.cli import app
from autograder.quiz.cards import Card, Deck, anki, cards


def test_the_decks_are_whole():
    """A tip, a concept or a question for every topic; six key concepts, each with its slogan."""
    assert {card.topic for card in cards()} == {f"{n:02}" for n in range(1, 13)}
    concepts = cards("concept")
    assert len(concepts) == 6 and all("The slogan:" in card.front for card in concepts)
    assert len({card.front for card in cards()}) == len(cards())


@pytest.mark.parametrize("kind", ["tip", "concept", "question"])
def test_a_deck_shows_its_fronts_and_hides_its_backs(kind):
    """Open recall: folded in the notebook, and in plain text all answers come after all questions."""
    deck = lesson.cards(kind)
    assert deck._repr_html_().count("<details>") == len(deck.cards)
    assert "<details open" not in deck._repr_html_()
    asked, answers = repr(deck).split("\n\n")
    assert len(asked.splitlines()) == len(deck.cards)
    assert all(card.text not in asked and card.text in answers for card in deck.cards)


def test_anki_gets_three_columns_whatever_a_card_holds():
    """Tabs, line breaks and quotation marks would break a row."""
    odd = Card(kind="question", topic="01", front='"a"\tb', back="c\nd <e> `f`")
    head, rows = anki([odd, *cards()]).split("#tags column:3\n")
    assert head.startswith("#separator:tab\n#html:true\n")
    table = [row.split("\t") for row in rows.splitlines()]
    assert len(table) == len(cards()) + 1 and {len(row) for row in table} == {3}
    front, back, tags = table[0]
    assert (front, back) == ("&quot;a&quot; b", "<p>c d &lt;e&gt; <code>f</code></p>")
    assert tags == "spark-in-production question error-handling"


@pytest.mark.parametrize("broken", [{"topic": "13"}, {"back": ""}, {"kind": "tip"}, {"colour": "red"}])
def test_a_card_that_is_not_whole_is_refused(broken):
    """A slip in the YAML names the card."""
    with pytest.raises(ValidationError):
        Card.model_validate({"kind": "question", "topic": "01", "front": "Why?", "back": "So.", **broken})


def test_an_empty_deck_is_no_trouble():
    """Nothing to show."""
    assert "<details>" not in Deck([])._repr_html_()


def test_the_commands(tmp_path):
    """As the documentation calls them."""
    shown = CliRunner().invoke(app, ["quiz", "lint"])
    assert shown.exit_code == 0 and "0 to mend" in shown.stdout and "Right options by place" in shown.stdout
    target = tmp_path / "cards.tsv"
    assert CliRunner().invoke(app, ["quiz", "anki", str(target)]).exit_code == 0
    assert len(target.read_text().splitlines()) == len(cards()) + 4
    assert CliRunner().invoke(app, ["quiz", "publish", "--course", str(tmp_path)]).exit_code == 1
