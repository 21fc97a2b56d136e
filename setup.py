"""Puts data and released notebooks into a wheel; pyproject.toml says everything else."""

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
GIVEN = ("data/*.csv", "data/*.csv.gz", "notebooks/*.ipynb")  # never solutions/
COURSE = "autograder/course"  # where autograder/paths.py looks for them


class BuildWithCourse(build_py):
    """Build from nothing: what an earlier build left in build/lib would end up in the wheel."""

    def run(self):
        if self.editable_mode:  # a checkout has these files where they are
            return super().run()
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        for path in given():
            target = Path(self.build_lib, COURSE, path.relative_to(ROOT))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def given():
    """The files to put in. Ends the build when one is missing, or when someone has worked in a notebook."""
    for pattern in GIVEN:
        found = sorted(ROOT.glob(pattern))
        if not found:
            raise SystemExit(f"{pattern} is missing: build in a complete clone of the course's repository.")
        yield from found
    worked_in = ", ".join(path.name for path in sorted(ROOT.glob("notebooks/*.ipynb")) if was_run(path))
    if worked_in:
        raise SystemExit(f"Someone has worked in {worked_in}. Run `make notebooks`, then build again.")


def was_run(notebook):
    """Whether a notebook holds outputs: a release has none, and answers must not reach other learners."""
    return any(cell.get("outputs") for cell in json.loads(notebook.read_text("utf-8"))["cells"])


setup(cmdclass={"build_py": BuildWithCourse})
