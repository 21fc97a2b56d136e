"""The item bank: every item is whole, proven and fair, and the lint finds what is not."""

from collections import Counter

import pytest
import yaml
from pydantic import ValidationError
from quiz_support import BUG, MULTIPLE, ORDERING, OUTPUT, SINGLE, make

from autograder import paths, syllabus
from autograder.quiz import bank, command, lint, topics
from autograder.quiz.exam import public
from autograder.quiz.exam.form import PRACTICE, draw
from autograder.quiz.models import Kind
from autograder.quiz.verify import Refuted, verify

PROVED = {**SINGLE, "verify": {"proof": "assert 1 + 2 == 3"}}
PROVEN = [
    pytest.param(item, id=item.id, marks=[pytest.mark.spark] if item.verify.spark else [])
    for item in bank.bank().values()
    if item.verify
]


@pytest.fixture(scope="module")
def session():
    """Starts Spark when an item asks for it, and once for all of them."""
    from autograder.spark import get_spark

    return get_spark


@pytest.mark.parametrize("item", PROVEN)
def test_a_program_does_what_its_item_says(item, session):
    """What can be run is run, not believed."""
    verify(item, session() if item.verify.spark else None)


def test_the_lint_finds_nothing_in_the_bank():
    """Positions, lengths, twins, grammar, dates, half-truths: see autograder/quiz/lint.py."""
    assert lint.findings(list(bank.bank().values())) == []


def test_the_bank_is_whole():
    """150 items, 120 of them proven, 10 of each topic; those of lessons to come are not missed."""
    lacking = lint.shortfalls(list(bank.bank().values()))
    to_come = [topic for topic in topics.TOPICS if topics.notebook(topic) is None]
    assert [what for what in lacking if not any(f"topic {topic}," in what for topic in to_come)] == []


def test_every_lesson_of_the_course_has_questions():
    """A file named after each lesson with items in it; the practice exam asks of lessons alone."""
    for lesson in syllabus.LESSONS:
        if lesson.slug[:2] in topics.TOPICS:
            assert bank.read(paths.ITEMS / f"{lesson.slug}.yaml")


def test_links_lead_to_lessons_that_exist():
    """A topic whose lesson is still to come has no link."""
    for topic in topics.TOPICS:
        name = topics.notebook(topic)
        assert name is None or (paths.SOLUTIONS / name).with_suffix(".py").exists()
    assert topics.notebook("02") == "02_retry.ipynb"


@pytest.mark.parametrize(
    ("base", "changes", "message"),
    [
        (SINGLE, {"options": [{"text": t, "why": "w"} for t in "abc"]}, "0 options are right"),
        (MULTIPLE, {"options": SINGLE["options"]}, "1 of 4 are right"),
        (ORDERING, {"options": SINGLE["options"]}, "marks no option"),
        (OUTPUT, {"verify": None}, "output and bug items need"),
        (OUTPUT, {"practice": True}, "take `practice` out"),
        (SINGLE, {"verify": {}}, "all others have a proof"),
        (OUTPUT, {"code": ""}, "need `verify` and code"),
        (BUG, {"verify": {}}, "a bug has a proof"),
        (SINGLE, {"id": "1-1"}, "id"),
        (SINGLE, {"id": "77-01"}, "no topic 77; there are 00 to 12"),
        (ORDERING, {"options": [{"text": t, "why": "w"} for t in "aba"]}, "same text"),
        (SINGLE, {"difficulty": 4}, "difficulty"),
        (SINGLE, {"colour": "red"}, "colour"),
    ],
)
def test_an_item_that_is_not_whole_is_refused(base, changes, message):
    """A slip in the YAML is named when the file is read."""
    with pytest.raises(ValidationError, match=message):
        make(base, **changes)


def test_a_file_holds_items_of_its_topic_only(tmp_path):
    """Otherwise nobody finds an item by its id."""
    (tmp_path / "02_retry.yaml").write_text(make().model_dump_json().join("[]"), "utf-8")
    with pytest.raises(bank.BankError, match="begins with 01_"):
        bank.read(tmp_path / "02_retry.yaml")


def test_an_id_is_used_once(tmp_path):
    """Answers are kept by id."""
    text = make().model_dump_json()
    (tmp_path / "01_x.yaml").write_text(f"[{text}, {text}]", "utf-8")
    with pytest.raises(bank.BankError, match="01-90"):
        bank.read_folder(tmp_path)


def test_an_unknown_id_names_its_neighbours():
    """A typing error in a notebook."""
    with pytest.raises(KeyError, match="02-01"):
        bank.get("02-99")


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (OUTPUT, {"code": "print(legs)"}),
        (OUTPUT, {"code": "raise KeyError(legs)"}),
        (BUG, {"code": BUG["verify"]["fixed"]}),
        (BUG, {"verify": {**BUG["verify"], "fixed": BUG["code"]}}),
        (BUG, {"verify": {**BUG["verify"], "raises": "ZeroDivisionError"}}),
        (PROVED, {"verify": {"proof": "assert 3 == 2"}}),
        (PROVED, {"verify": {"setup": "legs = 2", "proof": "assert legs == 3"}}),
    ],
)
def test_a_wrong_claim_is_refuted(base, changes):
    """The proof can fail."""
    verify(make(base))
    with pytest.raises(Refuted):
        verify(make(base, **changes))


def test_the_lint_knows_which_items_state_what_a_program_can_show():
    """A program, a dated source or a matter of judgement: an item without any of them is named."""
    source = {"url": "https://docs.delta.io/", "date": "2026-11-24"}
    bare, proved, output = make(), make(PROVED, id="01-95"), make(OUTPUT)
    settled = [make(source=source, id="01-96"), make(practice=True, id="01-97")]
    assert lint.runnable([bare, proved, output, *settled]) == [bare, proved, output]
    assert lint.unproved([bare, proved, output, *settled]) == [bare.id]


def test_the_lint_prints_the_share_that_is_proved(tmp_path, capsys):
    """And names what is not."""
    texts = [make().model_dump_json(), make(PROVED, id="01-95").model_dump_json()]
    (tmp_path / "01_own.yaml").write_text(f"[{', '.join(texts)}]", "utf-8")
    command.show_lint(tmp_path)
    said = capsys.readouterr().out
    assert "2 items state what a program can show; 1 have one." in said
    assert "Neither `verify`, `source` nor `practice`: 01-90" in said


def test_the_error_is_the_last_line_of_the_output():
    """What a reader would see."""
    options = [*OUTPUT["options"][::2], {"text": "3\nKeyError", "why": "it is so", "right": True}]
    verify(make(OUTPUT, code="print(legs)\n{}[legs]", options=options))


def rules(*items):
    """Rules that object to these items."""
    return {one.rule for one in lint.findings(items)}


def options(*texts, right, why="because {} is what it is"):
    """Options with reasons of their own."""
    return [{"text": t, "why": why.format(t), "right": t == right} for t in texts]


BELIEVED = "Nothing fails until an action"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("refers", {"options": options("one", "two", "All of the above", right="one")}),
        ("refers", {"options": options("one", "two", "three", right="one", why="not option a but {}")}),
        ("explained", {"options": options("one", "two", "three", right="one", why="{}")}),
        ("explained", {"options": options("one", "two", "three", right="one", why="it is as it is")}),
        ("grammar", {"stem": "A retry without a limit is an"}),
        ("grammar", {"stem": "Which of these errors are transient?"}),
        ("grammar", {"options": options("One.", "Two", "Three", right="One.")}),
        ("dated", {"stem": "How is it called on Databricks?"}),
        ("half-truth", {"options": options("b", "c", BELIEVED, right=BELIEVED)}),
        ("form", {"stem": "What does `print do?"}),
    ],
)  # fmt: skip
def test_the_lint_objects(rule, changes):
    """Each rule finds what it is for, in an item that is otherwise fine."""
    assert rules(make()) <= {"position"}
    assert rule in rules(make(**changes))


def test_the_lint_finds_twins():
    """The same question in other clothes."""
    twin = make(id="01-95", stem="How many legs has any milking stool?")
    assert "alike" in rules(make(), twin)


def test_the_lint_finds_a_place_that_is_used_too_often():
    """Three of four items with the right option at c."""
    third = [make(id=f"01-{n}") for n in (10, 11, 12)]
    assert "position" in rules(*third)


def test_the_lint_finds_a_right_option_that_is_told_by_its_length():
    """One item may, most may not."""
    assert "length" in rules(make(options=options("one", "two", "three", right="three")))


def test_the_lint_finds_a_first_word_that_is_never_right():
    """Ten options that begin with Nothing, and whoever strikes them out is right each time."""
    texts = [options(f"{n} legs", "Nothing", f"{n} wings", right=f"{n} legs") for n in range(10)]
    found = [make(id=f"01-{10 + n}", options=text) for n, text in enumerate(texts)]
    assert "opening" in rules(*found)
    assert "opening" not in rules(*found, make(options=options("Nothing", "two", "three", right="Nothing")))


def test_a_wrong_option_may_say_half_a_truth():
    """A distractor is free to say what people believe."""
    assert "half-truth" not in rules(make(options=options(BELIEVED, "b", "c", right="b")))


def test_orderings_have_no_place_and_no_longest():
    """All their options are right."""
    assert lint.positions([make(ORDERING)]) == {}
    assert lint.longest_share([make(ORDERING)]) == 0
    assert make(ORDERING).kind is Kind.ORDERING
    assert make(ORDERING).question.options == ("one", "three", "two")
    assert make(ORDERING).key == (0, 2, 1)


def written(**changes):
    """A question as YAML, with some fields changed; a field that is None is left out."""
    fields = {**SINGLE, "id": "02-90", **changes}
    return yaml.safe_dump([{name: value for name, value in fields.items() if value is not None}])


def one_option(**changes):
    """The options of a question, the second with some fields changed."""
    first, second, *rest = SINGLE["options"]
    return [first, {**second, **changes}, *rest]


FINE = written()
AT_90 = "02_own.yaml, question 02-90: "
# What the file holds → what is said of it: file, question, what is wrong and what to do.
BROKEN = {
    "no end": ("- {id: 02-01, topic: '02'", "02_own.yaml cannot be read as YAML: "),
    "a colon": ("- stem: What: this", "needs quotation marks"),
    "a date that is none": (FINE + "  source: {date: 2026-13-40}", "cannot be read as YAML"),
    "latin-1": ("- stem: Größe".encode("latin-1"), "02_own.yaml is not UTF-8 (byte 10): save it as UTF-8"),
    "binary": (b"\xff\xfe\x00", "is not UTF-8"),
    "control characters": ("- stem: \x07", "cannot be read as YAML"),
    "deep": ("[" * 5000, "cannot be read as YAML"),
    "nothing": ("", "02_own.yaml is empty: delete it, or write questions"),
    "comments": ("# to come", "02_own.yaml is empty"),
    "no list": ("a: 1", "02_own.yaml is no list of questions, each beginning with a dash"),
    "a text": ("questions", "is no list of questions"),
    "no mapping": ("- 5", "02_own.yaml, question 1: this is no mapping of fields; write"),
    "no id": (written(id=None), "question 1: id: it is missing; add it"),
    "an id of another form": (written(id="2-9"), 'question 2-9: id: an id is the topic\'s number, a dash'),
    "a number for an id": (written(id=290), "question 290: id: this is no text for YAML; put it in"),
    "no such topic": (written(id="77-01"), "question 77-01: there is no topic 77; there are 00 to 12"),
    "another topic's": (written(id="03-01"), "question 03-01: belongs in the file of its topic: put"),
    "an id used twice": (FINE + FINE, AT_90 + "its id is used already in 02_own.yaml; give one of them"),
    "a wrong field": (written(stemm="x"), AT_90 + "stemm: there is no such field; take it out, or mend"),
    "a field missing": (written(objective=None), AT_90 + "objective: it is missing; add it"),
    "a field twice": (FINE + "  id: 02-91\n", "'id' is given twice; does a question lack the dash"),
    "an empty field": (written(stem=""), AT_90 + "stem: it is empty; write it"),
    "an unknown kind": (written(kind="essay"), AT_90 + "kind: Input should be 'single', 'multiple'"),
    "a level of 4": (written(difficulty=4), AT_90 + "difficulty: Input should be less than or equal to 3"),
    "a word for a level": (written(difficulty="hard"), AT_90 + "difficulty: Input should be a valid integer"),
    "no options": (written(options="a, b"), AT_90 + "options: this is no list; begin each entry with a dash"),
    "two options": (written(options=SINGLE["options"][1:3]), AT_90 + "options: Tuple should have at least 3"),
    "a number for a text": (written(options=one_option(text=2)), "options.1.text: this is no text for YAML"),
    "yes for a text": (written(options=one_option(text=True)), "options.1.text: this is no text for YAML"),
    "no reason": (written(options=[{"text": "one"}, *SINGLE["options"][1:]]), "options.0.why: it is missing"),
    "a key that is no option": (written(key="five"), AT_90 + "key: there is no such field"),
    "no right option": (written(options=SINGLE["options"][:2] + SINGLE["options"][3:]), AT_90 + "0 options"),
    "two right options": (written(options=one_option(right=True)), AT_90 + "2 options are right, not one"),
    "an option twice": (written(options=one_option(text="one")), AT_90 + "two options have the same text"),
    "one right of several": (written(kind="multiple"), AT_90 + "1 of 4 are right; a multiple choice has 2"),
    "a key in an ordering": (written(kind="ordering"), AT_90 + "an ordering marks no option as right"),
    "a program unproven": (written(kind="output", code="print(3)"), AT_90 + "output and bug items need"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_bank_that_cannot_be_used_is_told_with_its_file(tmp_path, capsys, text, said):
    """File, question, what is wrong and what to do, from each command; never a traceback."""
    (tmp_path / "bank").mkdir()
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "bank" / "02_own.yaml").write_bytes(content)
    for run, folder in ((command.show_lint, tmp_path / "bank"), (command.publish, tmp_path)):
        assert run(folder) == 1
        assert said in capsys.readouterr().out


def test_a_bank_is_not_read_in_part(tmp_path, capsys):
    """A file that the bank would pass over, and a folder in a file's place."""
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "01_own.yml").write_text(FINE, "utf-8")
    assert command.publish(tmp_path) == 1
    assert "01_own.yml would not be read: rename it to 01_own.yaml" in capsys.readouterr().out
    (folder / "01_own.yml").rename(folder / "elsewhere")
    (folder / "02_own.yaml").mkdir()
    assert command.publish(tmp_path) == 1
    assert "02_own.yaml cannot be read: Is a directory" in capsys.readouterr().out


def published(course, *items, attempts=3):
    """Publishes these questions; (exit code, what learners get)."""
    (course / "bank").mkdir(exist_ok=True)
    for topic in {item.topic for item in items}:
        texts = [item.model_dump_json() for item in items if item.topic == topic]
        (course / "bank" / f"{topic}_own.yaml").write_text(f"[{', '.join(texts)}]", "utf-8")
    code = command.publish(course, attempts)
    return code, public.read(course / "source" / "13_exam")


def of_topics(**counts):
    """So many questions of each topic: t02=7."""
    ids = [f"{topic[1:]}-{n:02}" for topic, count in counts.items() for n in range(1, count + 1)]
    return [make(id=one, stem=f"Question {one}?") for one in ids]


def test_a_small_bank_makes_a_shorter_exam_and_says_which(tmp_path, capsys):
    """All of its questions, two minutes for each, the same points in all, and what each topic has of them."""
    code, found = published(tmp_path, *of_topics(t02=7, t05=12, t00=1))
    said = " ".join(capsys.readouterr().out.split())
    assert code == 0 and len(found.questions) == 19
    assert "An exam has 19 questions in 38 minutes, all of them in each exam." in said
    assert (
        "45 points for right answers are shared among them: 2.368 each, and the sum is rounded down" in said
    )
    assert "02 Retry 7 7 4" in said and "05 Idempotent writes 12 12 5" in said and "03 Logging 0 0 3" in said
    assert "the first 3 count" in said


def test_a_bank_that_lacks_a_topic_asks_more_of_the_others(tmp_path, capsys):
    """By weight, and the same number of each topic for all learners."""
    code, found = published(tmp_path, *of_topics(t01=40, t05=40))
    said = " ".join(capsys.readouterr().out.split())
    assert code == 0 and "45 questions in 90 minutes, drawn for each learner" in said
    forms = [draw(PRACTICE, found.questions, name, "1") for name in ("ada", "bob", "cem")]
    assert {tuple(sorted(Counter(q.topic for q in form).items())) for form in forms} == {
        (("01", 20), ("05", 25))
    }
    assert "01 Error handling 40 20 4" in said and "05 Idempotent writes 40 25 5" in said


def test_a_bank_without_a_question_for_the_exam_is_refused(tmp_path, capsys):
    """An exam of no questions could not be sat."""
    code, found = published(tmp_path, *of_topics(t00=3))
    assert code == 1 and found.questions is None
    assert "those of topic 00 need `exam: true`" in capsys.readouterr().out
    shown = [make(id=f"00-{n:02}", stem=f"Question {n}?", exam=True) for n in range(1, 4)]
    code, found = published(tmp_path, *shown)
    assert code == 0 and [q.topic for q in draw(PRACTICE, found.questions, "ada", "1")] == ["00"] * 3


def test_a_number_of_attempts_is_given_out_without_questions_too(tmp_path):
    """For a course that uses the course's own bank."""
    assert published(tmp_path) == (1, public.Published())
    assert published(tmp_path, attempts=5) == (0, public.Published(attempts=5))
