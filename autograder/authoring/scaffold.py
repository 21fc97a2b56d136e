"""The beginnings of a new exercise, and the checks that it must pass before it is one."""

from __future__ import annotations

import keyword
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console

from autograder import exercises, paths, reference, syllabus
from autograder.authoring import answers, command

FILL_IN = "FILL IN"
"""What the author has to replace; the check counts it."""
REFUSED, NOT_DONE = 2, 1  # exit codes


def new_exercise(slug: str, name: str) -> int:
    """Write cells, module, one mistake and one variant. Returns the exit code; nothing is overwritten."""
    refusal = next(_refusals(slug, name), None)
    if refusal:
        _say(refusal)
        return REFUSED
    for path, text in _files(slug, name).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        _say(f"wrote {path.relative_to(paths.ROOT)}")
    _append_cells(slug, name)
    _register(slug, name)
    _say(f"Replace every {FILL_IN}, then run: autograder dev check {name}")
    return 0


def check(name: str) -> int:
    """Build, generate, run the banks of an exercise, and count what is not written yet."""
    if name not in exercises.catalogue():
        _say(f"There is no exercise {name!r}. Begin one with: autograder new exercise LESSON {name}")
        return REFUSED
    unwritten = list(_unwritten(name))
    for line in unwritten:
        _say(line)
    built = command.write()
    for path in reference.write():
        _say(f"wrote {path.relative_to(paths.ROOT)}")
    return NOT_DONE if _banks(name) or built or unwritten else 0


def _refusals(slug: str, name: str) -> Iterator[str]:
    """Why an exercise cannot be begun like this."""
    known = [one.slug for one in syllabus.LESSONS]
    if slug not in known:
        yield f"There is no lesson {slug!r}; the course has {', '.join(known)}."
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        yield f"{name!r} is no name of a Python function in lower case."
    if name in exercises.catalogue():
        yield f"The exercise {name!r} is there already, in {exercises.lesson_of(name)}."
    for path in _files(slug, name):
        if path.exists():
            yield f"{path} is there already; nothing was written."


# --- what is written ---------------------------------------------------------------------------------------


def _files(slug: str, name: str) -> dict[Path, str]:
    """The files of a new exercise, by path."""
    variants = answers.VARIANTS / slug / name
    return {
        _package(slug) / f"{name}.py": _text("module", slug, name),
        answers.MISTAKES / slug / f"{name}.py": _text("mistakes", slug, name),
        variants / "another_style.py": _text("variant", slug, name),
    }


def _package(slug: str) -> Path:
    return paths.PACKAGE / "exercises" / _topic(slug)


def _topic(slug: str) -> str:
    return slug.split("_", 1)[1]


def _text(template: str, slug: str, name: str) -> str:
    environment = Environment(
        loader=PackageLoader("autograder.authoring", "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    kind = "".join(part.capitalize() for part in name.split("_"))
    return environment.get_template(f"{template}.py.jinja").render(name=name, kind=kind, topic=_topic(slug))


def _append_cells(slug: str, name: str) -> None:
    """At the end of the lesson, from where the author moves them."""
    lesson = paths.SOLUTIONS / f"{slug}.py"
    lesson.write_text(lesson.read_text("utf-8").rstrip() + "\n\n" + _text("cells", slug, name), "utf-8")
    _say(f"wrote {lesson.relative_to(paths.ROOT)}: four cells at its end, for you to move")


def _register(slug: str, name: str) -> None:
    """The lesson's package lists its modules in the order of its notebook."""
    package = _package(slug) / "__init__.py"
    before, _, after = package.read_text("utf-8").rpartition(")")
    listed = f'{before.rstrip().rstrip(",")}, "{name}"){after}'
    package.write_text(listed, "utf-8")
    _say(f"wrote {package.relative_to(paths.ROOT)}: the exercise is its last one")


# --- what must hold -----------------------------------------------------------------------------------------


def _unwritten(name: str) -> Iterator[str]:
    """Where the author has not written anything yet: file, line, what is there."""
    slug = exercises.lesson_of(name)
    for path in (paths.SOLUTIONS / f"{slug}.py", *_files(slug, name)):
        lines = path.read_text("utf-8").splitlines() if path.exists() else ()
        for number, line in enumerate(lines, start=1):
            if FILL_IN in line:
                yield f"{path.relative_to(paths.ROOT)}:{number}: {line.strip()}"


def _banks(name: str) -> int:
    """Run what the tests say of one exercise."""
    test = paths.ROOT / "tests" / "exercises" / "test_banks.py"
    chosen = f"[{name}- or [{name}]"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(test), "-k", chosen], cwd=paths.ROOT, check=False
    )
    return done.returncode


def _say(text: str) -> None:
    Console().print(text, markup=False, highlight=False, soft_wrap=True)
