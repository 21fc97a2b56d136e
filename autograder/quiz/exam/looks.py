"""The parts of an exam's page as HTML: stem, result, explanations, history with its plot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from autograder.quiz.asked import explained
from autograder.quiz.exam import text
from autograder.quiz.exam.score import Score
from autograder.quiz.exam.session import Exam
from autograder.quiz.exam.sheet import Attempt
from autograder.quiz.html import program, prose
from autograder.quiz.topics import TOPICS, notebook

WIDTH, HEIGHT, PAD = 420, 120, 24  # of the plot, in pixels


def stem(exam: Exam, number: int) -> str:
    """A question without its options."""
    one = exam.shown(number)
    return f"<p>{prose(one.question.stem)} <em>{one.how}</em></p>{program(one.question.code)}"


def topics(exam: Exam) -> str:
    """The score of an attempt that is over by topic, and what to read again."""
    found = exam.score
    if found is None:
        return ""
    rows = "".join(_topic_row(topic, *counts) for topic, counts in found.topics.items())
    return f"<table><tr><th>Topic</th><th>Right</th></tr>{rows}</table>{_weak(found)}"


def _topic_row(topic: str, right: int, asked: int) -> str:
    return f"<tr><td>{escape(TOPICS[topic])}</td><td>{right} of {asked}</td></tr>"


def link(topic: str) -> str:
    """A link to the topic's lesson, if it exists."""
    name = notebook(topic)
    return f'<a href="{name}" target="_blank">{name}</a>' if name else "(lesson to come)"


def _weak(found: Score) -> str:
    if not found.weak:
        return "<p>No topic is below 70 %. Take another form, or the real exam's guide.</p>"
    rows = "".join(f"<li>{escape(TOPICS[topic])} {link(topic)}</li>" for topic in found.weak)
    advice = "Read the first lesson of this list again and do its Break it section, then take a new form."
    return f"<h4>Weak areas, the weakest first</h4><ol>{rows}</ol><p>{advice}</p>"


def explanations(exam: Exam) -> str:
    """Every question of an attempt that is over, folded; the ones that went wrong say so."""
    found = exam.score
    if found is None:
        return ""
    folds = [_fold(exam, number, found) for number in range(1, len(exam.form) + 1)]
    return f"<h4>Questions and reasons</h4>{''.join(folds)}"


def _fold(exam: Exam, number: int, found: Score) -> str:
    shown = exam.shown(number)
    item, chosen = exam.items[shown.question.id], exam.mark(number).chosen
    verdict = "not right" if item.id in found.wrong else "right"
    answer = f"You chose {shown.spelled(chosen)}." if chosen else "You left it open."
    options = "".join(f"<li>{letter}) {prose(words)}</li>" for letter, words in shown.options)
    reasons = "".join(f"<li>{prose(line)}</li>" for line in explained(item, shown))
    return (
        f"<details><summary>{number}. {verdict} — {escape(TOPICS[item.topic])}</summary>"
        f"<p>{prose(item.stem)}</p>{program(item.code)}<ul>{options}</ul>"
        f"<p>{answer}</p><ul>{reasons}</ul></details>"
    )


def history(exam: Exam) -> str:
    """All attempts that are over: a plot and a table that says the same."""
    rows = exam.history
    if not rows:
        return ""
    table = "".join(_attempt_row(n, attempt, found) for n, (attempt, found) in enumerate(rows, start=1))
    head = "<tr><th>Attempt</th><th>Begun</th><th>Right</th><th>Share</th></tr>"
    return f"<h4>Your attempts</h4>{plot([f.share for _, f in rows])}<table>{head}{table}</table>"


def _attempt_row(number: int, attempt: Attempt, found: Score) -> str:
    cells = [str(number), text.when(attempt.started), f"{found.right} of {found.total}", f"{found.share:.0%}"]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def plot(shares: Sequence[float]) -> str:
    """The scores as a line, from 0 to 100 %, with a dot for each attempt."""
    step = (WIDTH - 2 * PAD) / max(1, len(shares) - 1)
    points = [(PAD + n * step, HEIGHT - PAD - share * (HEIGHT - 2 * PAD)) for n, share in enumerate(shares)]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in points)
    label = "Scores by attempt: " + ", ".join(f"{share:.0%}" for share in shares)
    grid = "".join(_grid_line(share) for share in (0.0, 0.5, 1.0))
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH + 40} {HEIGHT}" width="{WIDTH + 40}"'
        f' height="{HEIGHT}" fill="#0b57d0" font-size="11">{grid}'
        f'<polyline points="{line}" fill="none" stroke="#0b57d0" stroke-width="2"/>{dots}</svg>'
    )


def _grid_line(share: float) -> str:
    y = HEIGHT - PAD - share * (HEIGHT - 2 * PAD)
    return (
        f'<line x1="{PAD}" x2="{WIDTH - PAD}" y1="{y:.0f}" y2="{y:.0f}" stroke="#8a8a8a"/>'
        f'<text x="{WIDTH - PAD + 6}" y="{y + 4:.0f}" fill="currentColor">{share:.0%}</text>'
    )
