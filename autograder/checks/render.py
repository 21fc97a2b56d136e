"""How a report looks: one accessible HTML card, and the same words as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

from autograder.checks.exercise import Exercise
from autograder.checks.model import Criterion, Outcome, Report, Status, Verdict

MARKS = {
    Status.PASSED: "✓",
    Status.FAILED: "✗",
    Status.SKIPPED: "·",
    Status.UNAVAILABLE: "–",
    Status.LEFT_OUT: "–",
}
WAITING, LOOKING = "·", "…"  # marks of a criterion whose turn has not come, and of the one that is judged

STYLE = """
<style>
.agc{border-left:4px solid var(--agc);padding:.5em .9em;margin:.3em 0;max-width:60em;line-height:1.45;
 font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;color:var(--jp-ui-font-color1,#1f2328)}
.agc h4{margin:0 0 .3em;font-size:15px}.agc ol{list-style:none;margin:.3em 0;padding:0}
.agc li{margin:.15em 0}
.agc dl{margin:.2em 0 .5em 1.6em;display:grid;grid-template-columns:auto 1fr;gap:.1em .8em}
.agc dt{font-weight:600;white-space:nowrap}.agc dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;
 font-family:var(--jp-code-font-family,monospace)}.agc dd.say{font-family:inherit}
.agc dd pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.agc .sr{position:absolute;clip-path:inset(50%)}.agc .old{opacity:.55}
.agc summary{cursor:pointer}.agc .meta{opacity:.8;font-size:12.5px}
</style>
"""

COLOURS = {
    Outcome.CORRECT: "#1a7f37",
    Outcome.INCORRECT: "#b35900",
    Outcome.NOT_ATTEMPTED: "#57606a",
    Outcome.DID_NOT_RUN: "#b35900",
    Outcome.GRADER_ERROR: "#8250df",
    Outcome.OBSERVED: "#57606a",
}


def headline(exercise: Exercise, report: Report) -> str:
    """One line: what became of the exercise."""
    name, score = exercise.name, f"{report.points} of {report.max_points} points"
    if report.outcome is Outcome.NOT_ATTEMPTED:
        return f"{name}: not attempted yet"
    if report.outcome is Outcome.DID_NOT_RUN:
        return f"{name}: {report.problem}"
    if report.outcome is Outcome.GRADER_ERROR:
        return f"{name}: this check broke — the mistake is ours, not yours"
    if report.outcome is Outcome.OBSERVED:
        return f"{name}: observed; it is judged when the grader has it"
    if report.outcome is Outcome.CORRECT:
        return f"{name}: correct, {score}"
    if report.core_passed and _is_core_check(report):
        return f"{name}: core passed, {score}"
    if report.core_passed:
        return f"{name}: core passed, {score} — what is left is stretch"
    return f"{name}: {score} so far"


def next_step(exercise: Exercise, report: Report) -> str:
    """What to do now, in one or two sentences."""
    if report.outcome is Outcome.NOT_ATTEMPTED:
        names = " and ".join(f"`{n}`" for n in exercise.answers)
        return (
            f"Write {names} in the cell above, run that cell, then run this one again. "
            f'Stuck at the start? `lesson.hint("{exercise.name}")`.'
        )
    if report.outcome is Outcome.DID_NOT_RUN:
        names = " and ".join(f"`{n}`" for n in exercise.answers)
        return f"Run the cell that defines {names} until it shows no error, then run this one again."
    if report.outcome is Outcome.GRADER_ERROR:
        what = report.problem.rstrip(".")
        return f"{what}. Nothing was scored. Please report it with the seed {report.seed}."
    if report.outcome is Outcome.OBSERVED:
        return ""
    if report.outcome is Outcome.CORRECT:
        return "Every criterion holds."
    if report.core_passed and _is_core_check(report):
        return f'The stretch criteria were left out: `lesson.check("{exercise.name}")` checks them too.'
    first = _first_failed(exercise, report)
    return f'Start with criterion {first.number}. A push: `lesson.hint("{exercise.name}")`.' if first else ""


def _is_core_check(report: Report) -> bool:
    return any(verdict.status is Status.LEFT_OUT for verdict in report.verdicts)


def _first_failed(exercise: Exercise, report: Report) -> Criterion | None:
    failed = report.failed()
    ordered = sorted(exercise.criteria, key=lambda c: (not c.core, c.number))
    return next((c for c in ordered if c.number in failed), None)


def text(exercise: Exercise, report: Report) -> str:
    """The report for a terminal or a screen reader."""
    lines = [headline(exercise, report), next_step(exercise, report)]
    verdicts = {v.number: v for v in report.verdicts}
    for item in exercise.criteria if verdicts else ():
        lines += _text_lines(item, verdicts[item.number])
    if report.printed.strip():
        lines += ["What your code printed:", *(f"  {line}" for line in report.printed.splitlines())]
    return "\n".join(line for line in lines if line)


def _text_lines(item: Criterion, verdict: Verdict) -> list[str]:
    lines = [f" {MARKS[verdict.status]} {item.number}. {item.title}{_suffix(item, verdict)}"]
    if verdict.status is Status.FAILED:
        for label, value in _explanation(item, verdict):
            first, *more = value.splitlines() or [""]
            lines += [f"     {label}: {first}", *(f"       {line}" for line in more)]
    return lines


def _suffix(item: Criterion, verdict: Verdict) -> str:
    points = f"{item.points} point{'s' if item.points != 1 else ''}"
    if verdict.earned:
        points = f"{verdict.earned} of {points}"
    kind = points if item.core else f"stretch, {points}"
    if verdict.status in (Status.SKIPPED, Status.UNAVAILABLE):
        return f" ({kind}; {verdict.status}: {verdict.got})"
    if verdict.status is Status.LEFT_OUT:
        return f" ({kind}; {verdict.status})"
    return f" ({kind})"


def _explanation(item: Criterion, verdict: Verdict) -> list[tuple[str, str]]:
    rows = [
        ("expected", verdict.expected),
        ("got", verdict.got),
        ("see it", verdict.reproduce),
        ("think of", item.hint),
    ]
    return [(label, value) for label, value in rows if value]


def card(exercise: Exercise, report: Report) -> str:
    """The report as one HTML section; colour is never the only sign."""
    verdicts = {v.number: v for v in report.verdicts}
    first = _first_failed(exercise, report)
    items = [_html_item(c, verdicts[c.number], opened=c == first) for c in exercise.criteria if verdicts]
    step = f"<p>{marked_up(next_step(exercise, report))}</p>"
    inside = f"{step}{_list(items)}{_printed(report)}{_meta(report)}"
    return _section(headline(exercise, report), COLOURS[report.outcome], inside)


def _section(title: str, colour: str, inside: str) -> str:
    title = escape(title, quote=True)
    opening = f'<section class="agc" style="--agc:{colour}" aria-label="{title}">'
    return f"{STYLE}{opening}<h4>{title}</h4>{inside}</section>"


def _list(items: list[str]) -> str:
    return f"<ol>{''.join(items)}</ol>" if items else ""


def _printed(report: Report) -> str:
    """What the learner's code printed while it was checked, folded."""
    lines = report.printed.strip().splitlines()
    if not lines:
        return ""
    said = f"What your code printed ({len(lines)} line{'s' if len(lines) != 1 else ''})"
    return f"<details><summary>{said}</summary><pre>{escape(report.printed.strip())}</pre></details>"


def live_card(
    exercise: Exercise, verdicts: Mapping[int, Verdict], looking_at: int | None, asked: Collection[int]
) -> str:
    """A card that is still filling: what is judged, what is looked at, what waits."""
    items = [
        _live_item(c, verdicts.get(c.number), c.number == looking_at)
        for c in exercise.criteria
        if c.number in asked
    ]
    title = f"{exercise.name}: checking, {len(verdicts)} of {len(items)} criteria"
    return _section(title, COLOURS[Outcome.NOT_ATTEMPTED], _list(items))


def _live_item(item: Criterion, verdict: Verdict | None, looking: bool) -> str:
    if verdict is not None:
        return _html_item(item, verdict, opened=verdict.status is Status.FAILED)
    mark, said = (LOOKING, "looking at it") if looking else (WAITING, "waiting")
    line = f'<span aria-hidden="true">{mark}</span> {marked_up(f"{item.number}. {item.title}")}'
    return f'<li class="{"" if looking else "old"}"><span class="sr">{said}: </span>{line}</li>'


def old_card(exercise: Exercise, report: Report) -> str:
    """The card of the check before, while the first verdict of the next one is awaited."""
    return f'<div class="agc-old" style="opacity:.55">{card(exercise, report)}</div>'


def _meta(report: Report) -> str:
    if report.outcome in (Outcome.NOT_ATTEMPTED, Outcome.DID_NOT_RUN):
        return ""
    return f'<div class="meta">seed {escape(report.seed)} · {report.seconds:.1f} s</div>'


def _html_item(item: Criterion, verdict: Verdict, *, opened: bool) -> str:
    title = f"{item.number}. {item.title}{_suffix(item, verdict)}"
    line = f'<span aria-hidden="true">{MARKS[verdict.status]}</span> {marked_up(title)}'
    if verdict.status is not Status.FAILED:
        return (
            f'<li><span style="position:absolute;clip-path:inset(50%)">{verdict.status}: </span>{line}</li>'
        )
    rows = "".join(_html_row(label, value) for label, value in _explanation(item, verdict))
    state = " open" if opened else ""
    return f"<li><details{state}><summary>{line} — failed</summary><dl>{rows}</dl></details></li>"


def _html_row(label: str, value: str) -> str:
    if label == "see it":
        return f"<dt>{label}</dt><dd><pre><code>{escape(value)}</code></pre></dd>"
    spoken = ' class="say"' if label in ("think of", "expected") else ""
    return f"<dt>{label}</dt><dd{spoken}>{marked_up(value) if spoken else escape(value)}</dd>"


def marked_up(value: str) -> str:
    """HTML of a line of ours: escaped, with `backticks` turned into code."""
    parts = escape(value).split("`")
    if len(parts) % 2 == 0:
        return escape(value)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))
