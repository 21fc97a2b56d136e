"""The practice exam: drawn by blueprint, kept in a sheet that tabs share, scored from what was handed in."""

import json
import random
from collections import Counter
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import Button, Widget
from quiz_support import make

from autograder.checks import HandedIn
from autograder.quiz.exam import public
from autograder.quiz.exam.counting import Standing
from autograder.quiz.exam.form import PRACTICE, WARM_UP, WEIGHTS, draw, fingerprint
from autograder.quiz.exam.model_answer import answer_by_key, model_sheet
from autograder.quiz.exam.page import ExamPage
from autograder.quiz.exam.score import exam_questions, keys_of, look, score
from autograder.quiz.exam.session import Exam, NotRunning, open_exam
from autograder.quiz.exam.sheet import NAME, Attempt, Mark, Sheet, SheetFile, Unreadable, merge, parse
from autograder.quiz.exam.text import result, rules, state_line

ITEMS = [
    make(id=f"{topic}-{n:02}", difficulty=n % 3 + 1, stem=f"Topic {topic}, question {n}?")
    for topic in WEIGHTS
    for n in range(1, 11)
]
QUESTIONS = exam_questions(ITEMS)
MINUTE = 60 * 10**9  # nanoseconds


class Clock:
    """Nanoseconds, moved by hand."""

    def __init__(self):
        self.now = 1_700_000_000 * 10**9

    def __call__(self):
        self.now += 1
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sit(tmp_path, clock):
    """Opens an exam as a new kernel would."""

    def opened(learner="ada", blueprint=PRACTICE, items=ITEMS):
        return Exam(
            learner, blueprint, folder=tmp_path, questions=exam_questions(ITEMS), items=items, clock=clock
        )

    return opened


def right(exam, number):
    """The right answer to a question."""
    return exam.items[exam.shown(number).question.id].key


# The form.


def test_a_form_follows_the_blueprint():
    """45 different questions, by topic as the weights say, by difficulty within two."""
    form = draw(PRACTICE, QUESTIONS, "ada", "1")
    assert len({question.id for question in form}) == 45
    assert Counter(question.topic for question in form) == WEIGHTS
    levels = Counter(question.difficulty for question in form)
    assert abs(levels[1] - 13.5) <= 2 and abs(levels[2] - 20) <= 2 and abs(levels[3] - 11) <= 2


def test_a_short_form_asks_of_ten_topics():
    """The warm-up."""
    form = draw(WARM_UP, QUESTIONS, "ada", "1")
    assert len(form) == 10 and len({question.topic for question in form}) >= 9


def test_a_form_is_reproducible_from_learner_and_seed():
    """And from nothing else: not from the bank's order. Another name or seed draws another form."""
    shuffled = random.Random(1).sample(QUESTIONS, len(QUESTIONS))
    form = draw(PRACTICE, QUESTIONS, "ada", "1")
    assert draw(PRACTICE, shuffled, "ada", "1") == form
    assert draw(PRACTICE, QUESTIONS, "bob", "1") != form != draw(PRACTICE, QUESTIONS, "ada", "2")


def test_a_small_bank_gives_all_it_has():
    """While a course is being written, or where an instructor has twenty questions."""
    assert len(draw(PRACTICE, QUESTIONS[:7], "ada", "1")) == 7


def test_a_short_exam_has_two_minutes_for_each_question(tmp_path, clock):
    """Of 20 questions 40 minutes: said before, counted down, and in the score."""
    items = ITEMS[:20]
    exam = Exam("ada", PRACTICE, folder=tmp_path, questions=exam_questions(items), items=items, clock=clock)
    assert "20 questions, 40 minutes" in state_line(exam)
    exam.start()
    exam.choose(1, right(exam, 1))
    clock.now += 41 * MINUTE
    with pytest.raises(NotRunning, match="time is up"):
        exam.choose(2, right(exam, 2))
    assert exam.attempt.submitted - exam.attempt.started == 40 * 60
    late = Mark(at=exam.attempt.marks[exam.form[0].id].at + 50 * MINUTE, chosen=right(exam, 2))
    running = {"submitted": None, "marks": {**exam.attempt.marks, exam.form[1].id: late}}
    assert score(exam.form, exam.attempt.model_copy(update=running), keys_of(items)).right == 1


# The sheet.

CHOSEN = st.sampled_from([(), (0,), (1, 2)])
MARKS = st.builds(Mark, at=st.integers(0, 5), chosen=CHOSEN, flagged=st.booleans())


def attempts(seed):
    """Attempts of one seed, as several tabs may have them: same form, other answers."""
    return st.builds(
        Attempt,
        learner=st.just("ada"),
        blueprint=st.just("practice"),
        seed=st.just(seed),
        bank=st.just("0" * 16),
        started=st.just(1.0),
        submitted=st.none() | st.sampled_from([5.0, 9.0]),
        marks=st.dictionaries(st.sampled_from(["01-01", "01-02", "02-01"]), MARKS),
    )


SHEETS = st.builds(
    lambda found: Sheet(attempts={one.seed: one for one in found}),
    st.tuples(attempts("a" * 16), attempts("b" * 16)).map(list) | attempts("a" * 16).map(lambda one: [one]),
)


@given(SHEETS, SHEETS, SHEETS)
@settings(max_examples=200, deadline=None)
def test_merging_is_the_same_in_any_order_and_any_number_of_times(one, two, three):
    """So it does not matter which tab writes when, or twice."""
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, one) == one


def test_the_later_answer_wins():
    """Question by question, whoever writes last."""
    base = {"learner": "ada", "blueprint": "practice", "seed": "a" * 16, "bank": "0" * 16, "started": 1}
    old = Attempt(**base, marks={"01-01": Mark(at=1, chosen=(0,)), "01-02": Mark(at=4, chosen=(1,))})
    new = Attempt(**base, marks={"01-01": Mark(at=2, chosen=(3,)), "01-02": Mark(at=3, chosen=(2,))})
    both = merge(Sheet(attempts={"a" * 16: old}), Sheet(attempts={"a" * 16: new})).attempts["a" * 16]
    assert {name: mark.chosen for name, mark in both.marks.items()} == {"01-01": (3,), "01-02": (1,)}


def test_what_is_read_is_what_was_written(tmp_path):
    """And the file leaves nothing else behind."""
    sheet = parse(model_sheet("ada", ITEMS))
    assert SheetFile(tmp_path).add(sheet) == sheet == SheetFile(tmp_path).read()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def edited(change):
    """A model sheet with its one attempt edited by hand."""
    sheet = json.loads(model_sheet("ada", ITEMS))
    (attempt,) = sheet["attempts"].values()
    change(attempt)
    return json.dumps({"format": 1, "attempts": {attempt["seed"]: attempt}}).encode()


def mark_of(attempt):
    """One of its answers."""
    return next(iter(attempt["marks"].values()))


def attempts_without_end():
    """Each of them would be drawn and scored; a grader has a class to grade."""
    (attempt,) = json.loads(model_sheet("ada", ITEMS))["attempts"].values()
    many = {f"{n:016x}": {**attempt, "seed": f"{n:016x}", "marks": {}} for n in range(1000)}
    return json.dumps({"attempts": many}).encode()


BROKEN = {
    "no json": b"{",
    "another format": b'{"format": 2}',
    "a list": b"[]",
    "binary": b"\xff\x00",
    "deep": b"[" * 100_000,
    "an unknown field": b'{"format": 1, "score": 45}',
    "huge": b" " * (2**20 + 1),
    "an endless time": b'{"attempts": {"a": {"started": Infinity}}}',
    "no time": edited(lambda a: a.update(started=float("nan"))),
    "a time that no clock shows": edited(lambda a: a.update(started=1e300)),
    "an answer that no clock shows": edited(lambda a: mark_of(a).update(at=10**30)),
    "an answer before 1970": edited(lambda a: mark_of(a).update(at=-1)),
    "a place of a million": edited(lambda a: mark_of(a).update(chosen=[0] * 10**5)),
    "attempts without end": attempts_without_end(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_sheet_is_unreadable(content):
    """With a reason, and nothing else: the file may be anybody's."""
    with pytest.raises(Unreadable):
        parse(content)


def test_a_damaged_sheet_is_put_aside(tmp_path, sit):
    """Never overwritten; and the learner is told."""
    (tmp_path / NAME).write_bytes(b'{"half": ')
    exam = sit()
    assert "put aside" in exam.note
    exam.start()
    assert (tmp_path / "13_exam.answers.damaged-1.json").read_bytes() == b'{"half": '
    assert sit().running and sit().note == ""


# Which attempts count.


def guessed(times, learner="ada", first=0):
    """So many exams by guesses, one after another, a minute each; and what each is worth."""
    attempts, rights = [], []
    for n in range(first, first + times):
        seed, started = f"{n:016x}", 1_700_000_000.0 + n * 120
        form, rng = draw(PRACTICE, QUESTIONS, learner, seed), random.Random(seed)
        marks = {q.id: Mark(at=int(started * 1e9), chosen=(rng.randrange(len(q.options)),)) for q in form}
        about = {"learner": learner, "blueprint": "practice", "bank": fingerprint(QUESTIONS)}
        attempt = Attempt(**about, seed=seed, started=started, submitted=started + 60, marks=marks)
        attempts.append(attempt)
        rights.append(score(form, attempt, keys_of(ITEMS)).right)
    return attempts, rights


def handed_in(attempts):
    """The sheet with these attempts."""
    return Sheet(attempts={one.seed: one for one in attempts}).model_dump_json().encode()


def moved(attempt, seconds, **changes):
    """The attempt so much later, its answers too."""
    marks = {
        name: mark.model_copy(update={"at": mark.at + int(seconds * 1e9)})
        for name, mark in attempt.marks.items()
    }
    times = {"started": attempt.started + seconds, "submitted": attempt.submitted + seconds}
    return attempt.model_copy(update={"marks": marks, **times, **changes})


@pytest.mark.parametrize("most", [1, 3, 5])
def test_two_hundred_guesses_are_worth_what_the_first_few_are(most):
    """Whoever hands in 200 guessed exams gets the best of the first ones, not the best of 200."""
    attempts, rights = guessed(200)
    found = look(handed_in(attempts), ITEMS, "ada", most=most)
    assert found["right"] == max(rights[:most]) < max(rights)
    assert (found["counted"], found["ignored"]) == (most, {"came after those that count": 200 - most})


def test_guesses_under_other_spellings_of_a_name_are_the_same_persons():
    """Case and space draw other forms, and count together."""
    sat = [guessed(50, name, 50 * n) for n, name in enumerate(("ada", "Ada", "ADA ", "aDa"))]
    attempts, rights = ([*chain(*parts)] for parts in zip(*sat, strict=True))
    assert look(handed_in(attempts), ITEMS, "ada")["right"] == max(rights[:3]) < max(rights)


def test_guesses_at_the_same_time_count_once():
    """200 exams from the same minute: one of them counts."""
    attempts, rights = guessed(200)
    together = [moved(one, -n * 120 + n / 100) for n, one in enumerate(attempts)]
    found = look(handed_in(together), ITEMS, "ada")
    assert (found["right"], found["counted"]) == (rights[0], 1)
    assert found["ignored"] == {"ran at the same time as an earlier one": 199}


def test_guesses_that_were_never_submitted_count_no_more_often():
    """The one that got furthest of the first few, as of those that were submitted."""
    attempts, rights = guessed(200)
    running = [moved(one, n * 5400, submitted=None) for n, one in enumerate(attempts)]
    found = look(handed_in(running), ITEMS, "ada")
    assert not found["submitted"] and found["right"] == max(rights[:3]) < max(rights)


def test_an_exam_without_an_answer_uses_none_up(sit, clock):
    """Started by mistake, or submitted to see what happens."""
    exam = sit()
    for _ in range(5):
        exam.start()
        exam.submit()
        clock.now += MINUTE
    answer_by_key(exam)
    assert [standing for _, standing in exam.standings] == [Standing.EMPTY] * 5 + [Standing.COUNTS]
    assert look(exam.sheet_bytes(), ITEMS, "ada")["right"] == 45


def test_a_second_tab_goes_on_with_the_exam_of_the_first(sit):
    """Start in both: one exam, also under another spelling of the name."""
    one, other = sit(), sit(learner="Ada ")
    one.start()
    one.choose(1, right(one, 1))
    other.start()
    assert other.attempt == one.attempt and other.shown(1) == one.shown(1)
    other.submit()
    assert [standing for _, standing in other.standings] == [Standing.COUNTS]


def test_two_tabs_that_begin_at_the_same_moment_share_one_exam(sit, clock):
    """The second one finds the first one's when it writes its own, which then holds nothing."""
    one, other = sit(), sit()
    one.start()
    other.sync = lambda: None  # it has read the file before
    other.start()
    assert other.attempt == one.attempt
    one.submit()
    assert not sit().running
    assert [standing for _, standing in sit().standings] == [Standing.EMPTY] * 2


def test_an_exam_that_ran_beside_another_costs_no_exam(sit, clock):
    """Of a sheet that was copied between computers, say: the earlier counts, and the next one does again."""
    exam = sit()
    exam.start()
    twin = exam.attempt.model_copy(update={"seed": "f" * 16, "started": exam.attempt.started + 1e-3})
    clock.now += MINUTE
    twin = twin.model_copy(
        update={
            "marks": {exam._form(twin)[0].id: Mark(at=clock.now, chosen=(0,))},
            "submitted": clock.now / 1e9,
        }
    )
    exam._file.add(Sheet(attempts={twin.seed: twin}))
    exam.choose(1, right(exam, 1))
    exam.submit()
    answer_by_key(exam)
    found = [standing for _, standing in exam.standings]
    assert found == [Standing.COUNTS, Standing.OVERLAPS, Standing.COUNTS]


def test_a_clock_that_is_set_back_between_two_exams_makes_no_overlap(sit, clock):
    """The second begins after the first, whatever the computer says."""
    exam = sit()
    answer_by_key(exam)
    clock.now -= 45 * MINUTE
    exam.start()
    exam.choose(1, right(exam, 1))
    exam.submit()
    assert [standing for _, standing in exam.standings] == [Standing.COUNTS] * 2
    assert exam.score.right == 1


def test_a_clock_that_is_set_back_in_an_exam_ends_it_not_before_it_began(sit, clock):
    """It would be taken for a made-up time."""
    exam = sit()
    exam.start()
    clock.now -= 30 * MINUTE
    exam.submit()
    assert exam.attempt.submitted >= exam.attempt.started


def test_a_crash_in_an_exam_is_no_second_one(sit, clock):
    """A new kernel goes on with it; one whose time ran out meanwhile is over, and counts once."""
    exam = sit()
    exam.start()
    exam.choose(1, right(exam, 1))
    again = sit()
    again.choose(2, right(again, 2))
    clock.now += 200 * MINUTE
    late = sit()
    assert not late.running
    assert [standing for _, standing in late.standings] == [Standing.COUNTS]
    assert late.score.right == 2


def ended_before_it_began(attempt):
    """By a minute."""
    attempt["submitted"] = attempt["started"] - 60


@pytest.mark.parametrize(
    ("change", "days"),
    [(ended_before_it_began, 0), (lambda _: None, -2)],
    ids=["backwards", "from the future"],
)
def test_times_that_cannot_be_do_not_count(change, days):
    """An exam that ended before it began; one that began days after it was handed in. A person looks."""
    content = edited(change)
    (attempt,) = json.loads(content)["attempts"].values()
    found = look(content, ITEMS, "ada", at=attempt["started"] + days * 86400)
    assert found["found"] == HandedIn.FOREIGN and "its times cannot be" in found["why"]


def test_a_clock_in_a_wrong_zone_is_no_future():
    """Computers that start two systems are hours ahead; what was handed in then is scored."""
    content = edited(lambda _: None)
    (attempt,) = json.loads(content)["attempts"].values()
    assert look(content, ITEMS, "ada", at=attempt["started"] - 14 * 3600)["right"] == 45


def test_the_page_says_what_counts_before_and_after(sit, clock):
    """How many, which one it would be, and when an exam is for practice."""
    page = ExamPage(sit())
    assert "The first 3 exams that you answer under this name count for your mark" in words(page)
    for number in (1, 2, 3):
        answer_one(page.exam)
        assert f"This exam counts for your mark: number {number} of 3." in result(page.exam)
        clock.now += MINUTE
    assert "3 so far. The next one is for practice." in rules(page.exam)
    answer_one(page.exam)
    assert "does not count for your mark: it came after those that count" in result(page.exam)
    assert "number 3 of 3" not in words(ExamPage(sit()))
    assert "does not count for your mark" in words(ExamPage(sit()))


def answer_one(exam):
    """An exam with one answer."""
    exam.start()
    exam.choose(1, right(exam, 1))
    exam.submit()


def test_a_warm_up_speaks_of_no_mark(sit):
    """It has none."""
    page = ExamPage(sit(blueprint=WARM_UP))
    answer_one(page.exam)
    assert "mark" not in rules(page.exam) and "mark" not in result(page.exam)


def test_a_published_number_of_attempts_is_on_the_page(tmp_path):
    """Also where the questions are the course's own."""
    public.write(tmp_path, public.Published(attempts=1))
    exam = open_exam("ada", "practice", tmp_path)
    assert "The first exam that you answer under this name counts for your mark." in rules(exam)
    assert exam.scored_here and exam.size == 45


# Sitting it.


def test_nothing_is_lost_with_the_kernel(sit, clock):
    """Answers, flags, the form, the place and the clock are there again."""
    exam = sit()
    exam.start()
    for number in range(1, 21):
        exam.choose(number, right(exam, number))
    exam.flag(20)
    clock.now += 30 * MINUTE
    again = sit()
    assert again.form == exam.form and again.answered == 20 and again.mark(20).flagged
    assert again.last_touched == 20
    assert 59 * 60 < again.seconds_left <= 60 * 60


def test_two_tabs_do_not_lose_each_others_answers(sit):
    """Two kernels on one sheet, turn by turn; the later answer to the same question stays."""
    one = sit()
    one.start()
    other = sit()
    for number in range(1, 46):
        (one if number % 2 else other).choose(number, (0,))
    one.choose(7, (1,))
    other.choose(7, (2,))
    one.sync()
    assert one.answered == 45 and one.mark(7).chosen == (2,)
    other.submit()
    with pytest.raises(NotRunning):
        one.choose(8, (1,))
    assert one.score == other.score


def test_the_time_ends_the_attempt(sit, clock):
    """At 90 minutes sharp, with the answers given before."""
    exam = sit()
    exam.start()
    exam.choose(1, right(exam, 1))
    clock.now += 91 * MINUTE
    with pytest.raises(NotRunning, match="time is up"):
        exam.choose(2, right(exam, 2))
    assert (exam.score.right, exam.score.answered) == (1, 1)
    assert exam.attempt.submitted - exam.attempt.started == 90 * 60


def test_answers_written_after_the_time_do_not_count(sit, clock):
    """A sheet can be edited; the times in it must fit."""
    exam = sit()
    exam.start()
    late = exam.attempt.model_copy(
        update={"marks": {exam.form[0].id: Mark(at=clock.now + 95 * MINUTE, chosen=right(exam, 1))}}
    )
    assert score(exam.form, late, keys_of(ITEMS)).right == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a["marks"].update({name: {**m, "at": 1} for name, m in a["marks"].items()}),
        lambda a: a.update(started=a["started"] - 600, submitted=a["started"] - 540),
        lambda a: a.update(started=a["started"] + 60, submitted=None),
        lambda a: a.update(started=a["started"] - 91 * 60, submitted=None),
    ],
    ids=["before the start", "after the result", "a clock set anew", "after the time"],
)
def test_answers_from_outside_of_the_exam_do_not_count(change):
    """Right answers that were written into the file after the result, with the times at which it was done."""
    found = look(edited(change), ITEMS, "ada")
    assert (found["found"], found["right"], found["answered"]) == (HandedIn.READ, 0, 0)


def test_a_clock_that_is_set_back_takes_no_answer_away(sit, clock):
    """Computers do that after a sleep. The order of what was done stays what it was."""
    exam = sit()
    exam.start()
    exam.choose(1, right(exam, 1))
    clock.now -= 30 * MINUTE
    exam.choose(2, right(exam, 2))
    exam.submit()
    assert exam.score.right == 2


def test_a_warm_up_has_no_clock(sit, clock):
    """It runs as long as it takes."""
    exam = sit(blueprint=WARM_UP)
    exam.start()
    clock.now += 10_000 * MINUTE
    exam.sync()
    assert exam.running and exam.seconds_left is None and len(exam.form) == 10


def test_a_new_attempt_draws_new_questions_and_keeps_the_history(sit):
    """Old results stay to be compared."""
    exam = sit()
    exam.start()
    first = exam.form
    exam.submit()
    answer_by_key(exam)
    assert exam.form != first
    assert [found.share for _, found in exam.history] == [0.0, 1.0]


def test_weak_areas_are_the_topics_below_seventy_percent(sit):
    """The weakest first."""
    exam = sit()
    exam.start()
    for number, question in enumerate(exam.form, start=1):
        if question.topic not in ("03", "07") or (question.topic == "07" and number % 2):
            exam.choose(number, right(exam, number))
    exam.submit()
    assert exam.score.weak[0] == "03" and set(exam.score.weak) <= {"03", "07"}


@pytest.mark.parametrize("name", ["", "  ", None, 7, "x" * 101])
def test_an_exam_needs_a_name(sit, name):
    """The form is drawn for it."""
    with pytest.raises(ValueError, match="your name"):
        sit(learner=name)


def test_an_unknown_exam_names_the_known(tmp_path):
    """A typing error."""
    with pytest.raises(ValueError, match="practice, warm-up"):
        open_exam("ada", "final", tmp_path)


# Handed in.


def test_the_best_submitted_exam_counts(sit, tmp_path):
    """Not the last, and not one that was left running."""
    exam = sit()
    answer_by_key(exam)
    exam.start()
    exam.submit()
    exam.start()
    found = look((tmp_path / NAME).read_bytes(), ITEMS, "ADA ")
    assert found["found"] == HandedIn.READ and found["submitted"]
    assert (found["right"], found["answered"], found["total"]) == (45, 45, 45)
    assert sum(asked for _, asked in found["topics"].values()) == 45


def foreign_question(attempt):
    """An answer to a question that was not drawn."""
    drawn = set(attempt["marks"])
    other = next(item.id for item in ITEMS if item.id not in drawn)
    attempt["marks"][other] = {"at": 1, "chosen": [0]}


HANDED_IN = {
    "nothing": (None, HandedIn.MISSING, "no answer sheet"),
    "an empty sheet": (b"{}", HandedIn.MISSING, "holds no practice exam"),
    "half a file": (b'{"attempts"', HandedIn.UNREADABLE, "cannot be read"),
    "a number for a mark": (edited(lambda a: a["marks"].update({"01-01": 7})), HandedIn.UNREADABLE, "marks"),
    "another learner's": (model_sheet("bob", ITEMS), HandedIn.FOREIGN, "'bob', handed in by 'ada'"),
    "another bank's": (model_sheet("ada", ITEMS[:60]), HandedIn.FOREIGN, "another bank"),
    "another seed's": (edited(lambda a: a.update(seed="0" * 16)), HandedIn.FOREIGN, "was not drawn"),
    "a renamed one": (edited(lambda a: a.update(learner="Ada")), HandedIn.FOREIGN, "was not drawn"),
    "a foreign question": (edited(foreign_question), HandedIn.FOREIGN, "was not drawn"),
    "an option too many": (
        edited(lambda a: mark_of(a).update(chosen=[5])),
        HandedIn.FOREIGN,
        "none that the question has",
    ),
    "an option twice": (
        edited(lambda a: mark_of(a).update(chosen=[1, 1])),
        HandedIn.FOREIGN,
        "none that the question has",
    ),
    "a warm-up": (
        edited(lambda a: a.update(blueprint="warm-up")),
        HandedIn.MISSING,
        "holds no practice exam",
    ),
    "a name that would write into a terminal": (
        b'{"attempts": {"\\u001b[2J": 7}}',
        HandedIn.UNREADABLE,
        "attempts.'\\x1b[2J'",
    ),
}


@pytest.mark.parametrize(("content", "found", "why"), HANDED_IN.values(), ids=HANDED_IN)
def test_what_is_no_answer_sheet_of_theirs_is_said_to_be_so(content, found, why):
    """Each has its word and its reason, and no score."""
    seen = look(content, ITEMS, "ada")
    assert seen["found"] == found and why in seen["why"]
    assert "right" not in seen


def test_a_private_bank_goes_out_without_its_key(tmp_path):
    """The learner's file holds stems and options alone; the exam runs on it and is scored elsewhere."""
    public.write(tmp_path, public.Published(questions=QUESTIONS))
    assert "wobble" not in (tmp_path / public.NAME).read_text() and "right" not in (tmp_path / public.NAME).read_text()  # fmt: skip  # noqa: E501
    exam = open_exam("ada", "practice", tmp_path)
    exam.start()
    exam.choose(1, keys_of(ITEMS)[exam.form[0].id])
    exam.submit()
    assert exam.score is None and exam.history == []
    assert look((tmp_path / NAME).read_bytes(), ITEMS, "ada")["right"] == 1


def test_a_damaged_question_file_says_where_to_get_another(tmp_path):
    """Instead of an exam on other questions."""
    (tmp_path / public.NAME).write_text("[1]")
    with pytest.raises(ValueError, match="instructor"):
        open_exam("ada", "practice", tmp_path)


# The page and its text.


def press(page, text):
    """Press the button with this text."""
    (button,) = [w for w in _all(page) if isinstance(w, Button) and w.description == text]
    button.click()


def _all(widget):
    for child in getattr(widget, "children", ()):
        yield child
        yield from _all(child)


def words(page):
    """All that a page shows."""
    return " ".join(str(getattr(w, "value", "")) for w in _all(page))


def test_the_page_leads_from_start_to_result(sit):
    """Start, choose, flag, next, review, jump, submit, and the history below the result."""
    page = ExamPage(sit())
    press(page, "Start the practice exam")
    assert "Question 1 of 45" in words(page) and "Time left" in words(page)
    page._choices.children[0].index = 2
    page.flag_box.value = True
    assert page.flag_box.description == "Flag question 1 for review"
    press(page, "Next")
    assert "Question 2 of 45" in words(page) and not page.flag_box.value
    press(page, "Review")
    assert "1 of 45 answered, 1 flagged" in words(page)
    assert (page.flag_box.layout.display, page.back_button.layout.display) == ("none", None)
    press(page, "1: answered, flagged")
    assert page.flag_box.value
    assert page._choices.children[0].index == 2
    press(page, "Review")
    press(page, "Submit the exam")
    assert "of 45 right" in words(page) and "Scores by attempt" in words(page)
    assert "Weak areas" in words(page) and "Questions and reasons" in words(page)
    press(page, "Take a new form")
    assert "Question" not in words(page) and not page.exam.running  # Enter pressed twice starts no clock
    press(page, "Back to the result")
    assert "of 45 right" in words(page)
    press(page, "Take a new form")
    press(page, "Start the practice exam")
    assert "Question 1 of 45" in words(page)


def test_a_page_takes_along_what_it_was_made_of(sit):
    """As many models at the end of an exam as at its beginning; a reload asks for each of them."""
    page = ExamPage(sit())
    press(page, "Start the practice exam")
    models = []
    for _ in range(4):
        press(page, "Review")
        press(page, "1: open")
        models.append(len(Widget.get_manager_state()["state"]))
    assert models[1:] == models[1:2] * 3


def test_an_answer_that_comes_after_the_page_was_turned_is_that_pages(sit):
    """Next is pressed, the kernel is busy, an option of the old page is clicked: not the next one's."""
    page = ExamPage(sit())
    press(page, "Start the practice exam")
    radio = page._choices.children[0]
    press(page, "Next")
    assert radio.disabled
    radio.index = 2
    assert page.exam.mark(1).chosen == page.exam.shown(1).chosen("c") and not page.exam.mark(2).chosen


def test_a_page_opens_where_it_was_left(sit):
    """After a restart of the kernel."""
    exam = sit()
    exam.start()
    exam.choose(20, (1,))
    page = ExamPage(sit())
    assert "Question 20 of 45" in words(page) and page._choices.chosen == (1,)


def test_a_page_follows_another_tab_and_the_clock(sit, clock):
    """What is shown is what the sheet says."""
    page = ExamPage(sit())
    press(page, "Start the practice exam")
    other = sit()
    other.choose(1, (3,))
    page._look()
    assert page._choices.chosen == (3,)
    clock.now += 91 * MINUTE
    page._look()
    assert "The time is up" in words(page) and "of 45 right" in words(page)


def test_the_exam_in_plain_text(sit, capsys):
    """Every method prints what became of it, also when it cannot be done."""
    page = ExamPage(sit())
    for act in (lambda: page.show(1), lambda: page.answer(1, "a"), page.review, page.result):
        act()
    page.start()
    page.answer(1, "z")
    page.answer(1, page.exam.shown(1).spelled(right(page.exam, 1)))
    page.flag(2)
    page.show(99)
    page.review()
    page.submit()
    page.result(explain=True)
    page.answer(2, "a")
    said = capsys.readouterr().out
    for text in ("Start the exam first", "Choose from a", "1 of 45 answered", "Question 2 is flagged",
                 "no question 99", "2  open, flagged", "1 of 45 right (2%)", "To read again", "right: Yes, three"):  # fmt: skip  # noqa: E501
        assert text in said
    assert "Without widgets" in page._repr_mimebundle_()["text/plain"]
