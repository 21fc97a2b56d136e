"""What must hold in a lesson's source before nbgrader sees it: one small rule each, with its fix."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from autograder.authoring.errors import BuildError, Problem
from autograder.authoring.regions import BEGIN, END, scan, with_stubs
from autograder.authoring.source import Lesson, SourceCell

Rule = Callable[[Lesson], Iterator[Problem]]

ROLES = ("exercise", "check", "locked")
OPTIONS = (*ROLES, "checked_by", "tags")
# JupyterLab's "Run All" and nbclient both go on after an error in a cell with this tag.
TAGS = ("raises-exception",)
# With "check-" in front still a valid nbformat cell id, which has at most 64 characters.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,49}")
# nbgrader acts on these words anywhere in a cell: it would start a kernel, or drop the lines that follow.
RESERVED = ("AUTOTEST", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "BEGIN MARK SCHEME", "END MARK SCHEME")


def check_course(lessons: Sequence[Lesson]) -> None:
    """Apply every rule to every lesson. Raises one BuildError that lists all problems."""
    problems = [problem for lesson in lessons for problem in lesson_problems(lesson)]
    problems = problems or _names_unique_in_course(lessons)
    if problems:
        raise BuildError(problems)


def lesson_problems(lesson: Lesson) -> list[Problem]:
    """All problems of one lesson, in the order of the file."""
    found = [problem for rule in FORM for problem in rule(lesson)]
    found = found or [problem for rule in MEANING for problem in rule(lesson)]
    return sorted(found, key=lambda problem: problem.line or 0)


def _title_first(lesson: Lesson) -> Iterator[Problem]:
    first = lesson.cells[0]
    if first.kind != "markdown" or not first.source.startswith("# "):
        fix = "Begin with a `# %% [markdown]` cell whose first line is the title, `# # Title`."
        yield Problem(lesson.path, first.line, "The lesson has no header.", fix)


def _setup_locked(lesson: Lesson) -> Iterator[Problem]:
    """The setup cell is locked, so that grading restores it, and names its own lesson."""
    setup = [cell for cell in lesson.cells if cell.locked is not None]
    call = f'lesson.start("{lesson.slug}")'
    if not any(call in cell.source for cell in setup):
        line = setup[0].first if setup else lesson.cells[0].line
        fix = f'Add a cell `# %% locked="setup"` that calls {call}.'
        yield Problem(lesson.path, line, "No locked setup cell starts this lesson.", fix)


def _options_known(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        for option in cell.options.keys() - set(OPTIONS):
            fix = f"Known options: {', '.join(OPTIONS)}."
            yield Problem(lesson.path, cell.line, f'Unknown cell option "{option}".', fix)


def _tags_known(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        tags = cell.options.get("tags", [])
        if not isinstance(tags, list) or any(tag not in TAGS for tag in tags):
            fix = f"Tags are a list, as in tags=[{TAGS[0]!r}]; known: {', '.join(TAGS)}."
            yield Problem(lesson.path, cell.line, f"Unknown tags {tags!r}.", fix)


def _one_role(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        roles = [role for role in ROLES if role in cell.options]
        if len(roles) > 1:
            yield Problem(
                lesson.path, cell.line, f"A cell is {' and '.join(roles)} at once.", "Split the cell."
            )
        if roles and cell.kind != "code":
            fix = "Make it a code cell: `# %%` without [markdown]."
            yield Problem(lesson.path, cell.line, f"A {cell.kind} cell cannot be an {roles[0]} cell.", fix)
        if "checked_by" in cell.options and "exercise" not in cell.options:
            fix = 'Write `# %% exercise="…" checked_by="…"`.'
            yield Problem(lesson.path, cell.line, "checked_by stands on a cell that is no exercise.", fix)


def _names_valid(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        for option in (*ROLES, "checked_by"):
            name = cell.options.get(option)
            if option in cell.options and not (isinstance(name, str) and NAME.fullmatch(name)):
                fix = "A name is a letter, then at most 49 letters, digits, _ or -, in double quotes."
                yield Problem(lesson.path, cell.line, f"{name!r} cannot be the name of a cell.", fix)


def _names_unique(lesson: Lesson) -> Iterator[Problem]:
    """nbgrader refuses a grade_id that occurs twice, and a learner could not tell which one is meant."""
    first: dict[str, int] = {}
    for cell in lesson.cells:
        if cell.grade_id is None:
            continue
        if cell.grade_id in first:
            fix = f"It stands at line {first[cell.grade_id]} too: rename or remove one."
            yield Problem(lesson.path, cell.line, f'The name "{cell.grade_id}" is used twice.', fix)
        first.setdefault(cell.grade_id, cell.line)


def _exercises_checked(lesson: Lesson) -> Iterator[Problem]:
    checks = {cell.check for cell in lesson.cells if cell.check is not None}
    for cell in lesson.cells:
        if cell.exercise is not None and cell.checked_by not in checks:
            what = f'The exercise "{cell.exercise}" has no check "{cell.checked_by}".'
            fix = f'Add a cell `# %% check="{cell.checked_by}"`, or name the check with checked_by="…".'
            yield Problem(lesson.path, cell.line, what, fix)


def _checks_have_exercises(lesson: Lesson) -> Iterator[Problem]:
    covered = {cell.checked_by for cell in lesson.cells if cell.exercise is not None}
    for cell in lesson.cells:
        if cell.check is not None and cell.check not in covered:
            fix = (
                f'Add `# %% exercise="{cell.check}"` before it, or checked_by="{cell.check}" to an exercise.'
            )
            yield Problem(lesson.path, cell.line, f'The check "{cell.check}" has no exercise.', fix)


def _checks_follow_exercises(lesson: Lesson) -> Iterator[Problem]:
    """nbgrader puts a deleted check back after the named cell before it, and fails on a locked one."""
    named = [cell for cell in lesson.cells if cell.grade_id is not None]
    first = next((n for n, cell in enumerate(named) if cell.exercise is not None), len(named))
    for before, cell in pairwise(named[first:]):
        if cell.check is not None and before.locked is not None:
            what = f'The locked cell "{before.locked}" stands between an exercise and "{cell.grade_id}".'
            yield Problem(lesson.path, before.line, what, "Move it before the exercise.")


def _check_calls_itself(lesson: Lesson) -> Iterator[Problem]:
    """A graded cell holds one call only: nbgrader reads the score from its one result."""
    for cell in lesson.cells:
        if cell.check is not None and not _is_check_call(cell.source, cell.check):
            fix = f'Its source is one expression: lesson.check("{cell.check}").'
            yield Problem(lesson.path, cell.first, f'The check cell "{cell.check}" runs something else.', fix)


def _is_check_call(source: str, name: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    if len(body) != 1 or not isinstance(body[0], ast.Expr) or not isinstance(body[0].value, ast.Call):
        return False
    call = body[0].value
    first = call.args[0] if call.args else None
    return (
        ast.unparse(call.func) == "lesson.check" and isinstance(first, ast.Constant) and first.value == name
    )


def _markers_right(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        found = scan(cell.source)
        for offset, what, fix in found.faults:
            yield Problem(lesson.path, cell.first + offset, what, fix)
        if found.regions and cell.exercise is None:
            line = cell.first + found.regions[0].begin
            fix = 'Name the cell: `# %% exercise="…"`.'
            yield Problem(lesson.path, line, "A solution region stands outside an exercise cell.", fix)
        if cell.exercise is not None and not found.regions and not found.faults:
            fix = f"Put {BEGIN} and {END} around the answer; nbgrader would clear the whole cell."
            yield Problem(
                lesson.path, cell.line, f'The exercise "{cell.exercise}" has no solution region.', fix
            )


def _reserved_words_absent(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        for offset, line in enumerate(cell.source.split("\n")):
            for word in RESERVED:
                if word in line:
                    what = f'"{word}" is a command to nbgrader.'
                    yield Problem(lesson.path, cell.first + offset, what, "Say it in other words.")


def _stubs_sound(lesson: Lesson) -> Iterator[Problem]:
    """The untouched learner's cell must define its functions without an error, or it breaks Run All."""
    for cell in lesson.cells:
        found = scan(cell.source)
        if cell.exercise is None or found.faults or not found.regions:
            continue
        problem = _parse_problem(lesson, cell)
        yield from [problem] if problem else _stubs_outside_functions(lesson, cell)


def _stubs_outside_functions(lesson: Lesson, cell: SourceCell) -> Iterator[Problem]:
    inside = _lines_in_functions(with_stubs(cell.source))
    for begin, stub_line in _stub_lines(cell):
        if stub_line not in inside:
            fix = "Put the region into a function's body, indented like it."
            what = "The stub would stand outside a function and fail when the cell runs."
            yield Problem(lesson.path, cell.first + begin, what, fix)


def _parse_problem(lesson: Lesson, cell: SourceCell) -> Problem | None:
    for text, whose in ((cell.source, "solved cell"), (with_stubs(cell.source), "learner's cell")):
        try:
            ast.parse(text)
        except SyntaxError as error:
            what = f'The {whose} of "{cell.exercise}" is not Python: {error.msg}.'
            return Problem(lesson.path, cell.first, what, f"Indent {BEGIN} like the answer it opens.")
    return None


def _stub_lines(cell: SourceCell) -> Iterator[tuple[int, int]]:
    """Each region's first offset in the solved cell, and its stub's line (from 1) in the learner's cell."""
    removed = 0
    for begin, end in scan(cell.source).regions:
        yield begin, begin - removed + 1
        removed += end - begin


def _lines_in_functions(source: str) -> set[int]:
    functions = (
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {line for f in functions for line in range(f.body[0].lineno, (f.end_lineno or f.lineno) + 1)}


def _names_unique_in_course(lessons: Iterable[Lesson]) -> list[Problem]:
    """Points and hints are found by an exercise's name alone, so a name belongs to one lesson."""
    named = [(cell.check, lesson, cell) for lesson in lessons for cell in lesson.cells if cell.check]
    found = []
    for (name, lesson, cell), (again, other, repeated) in pairwise(sorted(named, key=lambda item: item[0])):
        if name == again and lesson is not other:
            fix = f"{lesson.path.name}:{cell.line} has it too: rename one."
            found.append(Problem(other.path, repeated.line, f'The check "{name}" is in two lessons.', fix))
    return found


# Options that cannot be trusted would drag the other rules along: form first, meaning only when it holds.
FORM: tuple[Rule, ...] = (_title_first, _options_known, _tags_known, _one_role, _names_valid)
MEANING: tuple[Rule, ...] = (
    _setup_locked,
    _names_unique,
    _exercises_checked,
    _checks_have_exercises,
    _checks_follow_exercises,
    _check_calls_itself,
    _markers_right,
    _reserved_words_absent,
    _stubs_sound,
)
