"""An exam in plain text: what its page says, and methods to sit it where no widget runs."""

from __future__ import annotations

from datetime import datetime

from autograder.quiz.asked import explained
from autograder.quiz.exam.counting import Standing
from autograder.quiz.exam.form import PRACTICE
from autograder.quiz.exam.score import Score
from autograder.quiz.exam.session import Exam, NotRunning
from autograder.quiz.topics import TOPICS, notebook


class InText:
    """The methods of an exam for people; each prints what became of it."""

    exam: Exam

    def start(self) -> None:
        """Begin, or go on with the attempt that is running."""
        self.exam.start()
        print(state_line(self.exam))
        self.show(self.exam.last_touched)

    def show(self, number: int) -> None:
        """Print question 1, 2, 3 …"""
        try:
            print(question(self.exam, number))
        except IndexError as error:
            print(f"{error}." if self.exam.form else "Start the exam first: .start()")

    def answer(self, number: int, letters: str) -> None:
        """Answer a question by its letters; it can be answered again until you submit."""
        try:
            self.exam.choose(number, self.exam.shown(number).chosen(letters))
            print(state_line(self.exam))
        except (ValueError, IndexError, NotRunning) as error:
            print(error)

    def flag(self, number: int, flagged: bool = True) -> None:
        """Flag a question for review, or take the flag off."""
        try:
            self.exam.flag(number, flagged)
            print(f"Question {number} is {'flagged' if flagged else 'not flagged'}.")
        except (IndexError, NotRunning) as error:
            print(error)

    def review(self) -> None:
        """List the questions with what is answered and flagged."""
        print("\n".join(review_lines(self.exam)) or "Start the exam first: .start()")

    def submit(self) -> None:
        """Hand the attempt in and show its result."""
        self.exam.submit()
        self.result()

    def result(self, explain: bool = False) -> None:
        """Show the last result; with ``explain`` every question and the reasons of its options."""
        print(result(self.exam))
        if explain and self.exam.score:
            print("\n\n".join(explanation(self.exam, n) for n in range(1, len(self.exam.form) + 1)))


def state_line(exam: Exam) -> str:
    """Where the attempt stands, in one line."""
    if exam.attempt is None:
        return f"{rules(exam)} Not begun."
    done = f"{exam.answered} of {len(exam.form)} answered"
    if not exam.running:
        return f"{exam.blueprint.title}: over, {done}."
    return f"{exam.blueprint.title}: {done}{', ' + clock(exam) + ' left' if clock(exam) else ''}."


def rules(exam: Exam) -> str:
    """What begins with Start: how long it is, and what it counts for."""
    limit = f", {exam.minutes} minutes" if exam.minutes else ""
    length = f"{exam.blueprint.title}: {exam.size} question{'s' * (exam.size != 1)}{limit}."
    return " ".join(filter(None, [length, counting(exam)]))


def counting(exam: Exam) -> str:
    """Which exams count for marks, and where the next one stands; empty for an exam without marks."""
    if exam.blueprint is not PRACTICE:
        return ""
    counted = sum(standing is Standing.COUNTS for _, standing in exam.standings)
    one = exam.most == 1
    first = "The first exam" if one else f"The first {exam.most} exams"
    rule = f"{first} that you answer under this name {'counts' if one else 'count'} for your mark"
    rule += "." if one else ", and of them the best."
    left = "You may take more for practice." if counted < exam.most else "The next one is for practice."
    return f"{rule} {counted} so far. {left}" if counted else f"{rule} {left}"


def standing(exam: Exam) -> str:
    """Whether the attempt that is over counts for the mark; empty for an exam without marks."""
    if exam.blueprint is not PRACTICE or exam.attempt is None:
        return ""
    found = next(one for attempt, one in exam.standings if attempt.seed == exam.attempt.seed)
    if found is not Standing.COUNTS:
        return f"This exam does not count for your mark: it {found}."
    counted = [attempt.seed for attempt, one in exam.standings if one is Standing.COUNTS]
    return f"This exam counts for your mark: number {counted.index(exam.attempt.seed) + 1} of {exam.most}."


def clock(exam: Exam) -> str:
    """Time left as ``87:05``; empty without a limit, or when nothing is running."""
    left = exam.seconds_left
    return "" if left is None else "{:02.0f}:{:02.0f}".format(*divmod(int(max(0, left)), 60))


def question(exam: Exam, number: int) -> str:
    """One question with its options, and what was chosen."""
    shown, mark = exam.shown(number), exam.mark(number)
    lines = [f"Question {number} of {len(exam.form)}. {shown.question.stem.strip()}"]
    lines += [f"      {line}" for line in shown.question.code.rstrip().splitlines()]
    lines += [f"  {letter}) {text}" for letter, text in shown.options]
    flagged = " Flagged." if mark.flagged else ""
    chosen = f" Your answer: {shown.spelled(mark.chosen)}." if mark.chosen else ""
    return "\n".join([*lines, f"  {shown.how}{chosen}{flagged}"])


def review_lines(exam: Exam) -> list[str]:
    """A line for each question: answered or open, and flagged."""
    lines = []
    for number in range(1, len(exam.form) + 1):
        mark = exam.mark(number)
        words = ["answered" if mark.chosen else "open", *(["flagged"] if mark.flagged else [])]
        lines.append(f"{number:>3}  {', '.join(words)}")
    return lines


def result(exam: Exam) -> str:
    """The score by topic, and what to read again."""
    if exam.attempt is None or exam.running:
        return state_line(exam)
    found = exam.score
    counts = [line for line in [standing(exam)] if line]
    if found is None:
        return "\n".join(["Handed in. Your instructor has the key and scores it.", *counts])
    rows = [f"  {TOPICS[t]:<32} {right} of {asked}" for t, (right, asked) in found.topics.items()]
    return "\n".join([headline(exam, found), *counts, *rows, *weak_lines(found)])


def headline(exam: Exam, found: Score) -> str:
    """The score in one line."""
    return f"{exam.blueprint.title}: {found.right} of {found.total} right ({found.share:.0%})"


def weak_lines(found: Score) -> list[str]:
    """What to read again, the weakest topic first."""
    if not found.weak:
        return ["No topic is below 70 %."]
    return ["To read again:", *(f"  {TOPICS[t]}: {notebook(t) or 'lesson to come'}" for t in found.weak)]


def explanation(exam: Exam, number: int) -> str:
    """One question of an attempt that is over, with the reasons of all its options."""
    shown = exam.shown(number)
    item = exam.items[shown.question.id]
    return "\n".join([question(exam, number), *(f"    {line}" for line in explained(item, shown))])


def when(seconds: float) -> str:
    """A moment in local time, as people write it."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%d %b %Y, %H:%M")
