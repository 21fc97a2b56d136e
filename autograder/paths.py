"""Where things are: the one module that knows the folders, in a checkout and in an installed package."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
BUNDLED = PACKAGE / "course"  # data and released notebooks; setup.py puts them into a wheel


def is_checkout(folder: Path) -> bool:
    """Whether a folder is the project itself. One of its two marks is enough: learners get no solutions."""
    marks = (folder / "solutions", folder / "notebooks")
    return (folder / "pyproject.toml").is_file() and any(mark.is_dir() for mark in marks)


CHECKOUT = is_checkout(PACKAGE.parent)


def _root() -> Path:
    """The folder that everything is written below: the checkout, or the user's data folder."""
    if given := os.environ.get("AUTOGRADER_ROOT"):
        return Path(given)
    if CHECKOUT:
        return PACKAGE.parent
    from platformdirs import user_data_path

    return user_data_path("autograder", appauthor=False)


ROOT = _root().resolve()
_GIVEN = BUNDLED if BUNDLED.is_dir() else ROOT  # what comes with the course and is never written

SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = _GIVEN / "notebooks"  # the releases that working copies are made from
DATA = _GIVEN / "data"
BUILD = ROOT / "build"  # everything generated: JARs, class archive, logs, benchmark figures
CLASSROOM = ROOT / "classroom"  # the nbgrader course

WORK = Path(os.environ.get("AUTOGRADER_WORK", ROOT / "work")).expanduser().absolute()  # what a learner writes
UPDATES = "updates"  # in there: new releases of lessons whose copy has edits
HIDDEN = ".autograder"  # in there: what the course keeps for itself beside the copies
STATE = Path(os.environ.get("AUTOGRADER_STATE", WORK / HIDDEN))  # a learner's progress and answers

ITEMS = PACKAGE / "quiz" / "items"  # the question bank

JARS = BUILD / "jars"  # Delta's JARs, copied flat at set-up
HADOOP_DEFAULTS = BUILD / "hadoop-defaults.jar"  # a JAR: the class archive allows no folders
CLASS_ARCHIVE = BUILD / "spark-classes.jsa"
LOGS = BUILD / "logs"


def command(name: str) -> str:
    """How a person runs a command here: ``make setup`` in a checkout, ``autograder setup`` elsewhere."""
    return f"make {name}" if CHECKOUT else f"autograder {name}"


class NeedsCheckout(RuntimeError):
    """Something was asked for that works from the solutions, which are not here."""


def need_checkout(what: str) -> None:
    """Raise NeedsCheckout, with what to do, unless the solutions are here; ``what`` begins its sentence."""
    if not SOLUTIONS.is_dir():
        raise NeedsCheckout(
            f"{what} needs the course's solutions, which this copy of the course comes without. "
            "Run it in a clone of the course's repository that has its solutions/ folder."
        )


def beside_notebook() -> Path:
    """The folder of the files that belong to the running notebook, such as an exam's answer sheet.

    A notebook in updates/ is a newer copy of one in the working folder, so it shares that one's files.
    """
    here = Path.cwd()
    return WORK if here.resolve() == (WORK / UPDATES).resolve() else here
