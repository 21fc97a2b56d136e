"""An nbgrader course folder: the one place that knows where things lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.release import environment_on_path
from autograder.grading.course.foreign import is_plain_name, readable
from autograder.grading.course.ledger import Ledger
from autograder.grading.course.rules import NAME as RULES
from autograder.grading.course.rules import Rules, read_rules
from autograder.grading.course.submission import Submission, read_submission
from autograder.syllabus import is_lesson

LONGEST_NAME = 128  # characters: what nbgrader's gradebook can hold


@dataclass(frozen=True)
class CourseFolder:
    """The folder ``root``: nbgrader's own parts, and ours in ``.autograder``, which only graders may read."""

    root: Path

    @property
    def submitted(self) -> Path:
        """What learners handed in: LEARNER/LESSON/LESSON.ipynb."""
        return self.root / "submitted"

    @property
    def report(self) -> Path:
        """The class report."""
        return self.root / "report.html"

    @property
    def config_file(self) -> Path:
        """nbgrader's configuration; the instructor's once it is there."""
        return self.root / "nbgrader_config.py"

    @property
    def released_stamp(self) -> Path:
        """What the release was made from."""
        return self.root / ".released"

    @property
    def ledger(self) -> Ledger:
        """The records of what was graded."""
        return Ledger(self.root / ".autograder" / "ledger", self.key)

    @property
    def key(self) -> Path:
        """The course's secret, from which seeds are made."""
        return self.root / ".autograder" / "key"

    @property
    def lock(self) -> Path:
        """Held by whoever grades."""
        return self.root / ".autograder" / "lock"

    @property
    def tls(self) -> Path:
        """Key and certificate of the machines that grade this course."""
        return self.root / ".autograder" / "tls"

    @property
    def templates(self) -> Path:
        """Miniature courses to copy, one for each lesson and state of its source."""
        return self.root / ".autograder" / "templates"

    def source(self, lesson: str) -> Path:
        """The lesson's notebook with solutions and hidden tests, as nbgrader releases it."""
        return self.root / "source" / lesson / f"{lesson}.ipynb"

    def source_bytes(self, assignment: str) -> bytes:
        """All files of a source folder in one text, with their names."""
        folder = self.source(assignment).parent
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return b"".join(path.relative_to(folder).as_posix().encode() + path.read_bytes() for path in files)

    def own_assignments(self) -> list[str]:
        """The instructor's own nbgrader assignments: those that have been generated."""
        made = {path.parent.name for path in (self.root / "release").glob("*/*.ipynb")}
        return sorted(name for name in made if self.is_own(name))

    def is_own(self, name: str) -> bool:
        """Whether it is the instructor's own assignment, generated or not yet."""
        return not is_lesson(name) and any((self.root / "source" / name).glob("*.ipynb"))

    def released(self, lesson: str) -> Path:
        """The lesson's notebook as learners get it."""
        return self.root / "release" / lesson / f"{lesson}.ipynb"

    def autograded(self, learner: str, lesson: str) -> Path:
        """The graded notebook, where Formgrader looks for it."""
        return self.root / "autograded" / learner / lesson / f"{lesson}.ipynb"

    def feedback(self, learner: str, lesson: str) -> Path:
        """The learner's page, where nbgrader releases feedback from."""
        return self.root / "feedback" / learner / lesson / f"{lesson}.html"

    def bank(self) -> list[Path]:
        """The instructor's own questions for the exam, if there are any."""
        return sorted((self.root / "bank").glob("*.yaml"))

    @property
    def rules_file(self) -> Path:
        """What the instructor has decided; it need not be there."""
        return self.root / RULES

    def rules(self) -> Rules:
        """What course.yaml says. Raises BadRules."""
        return read_rules(self.rules_file)

    # --- what was handed in ------------------------------------------------------------------------------

    def submission(self, learner: str, lesson: str) -> Submission:
        """What a learner handed in for a lesson."""
        return read_submission(self.submitted, learner, lesson)

    def submissions(self) -> list[tuple[str, str]]:
        """(learner, lesson) of everything submitted for a lesson in use, or for the instructor's own."""
        known = {*self.rules().slugs(), *self.own_assignments()}
        return [one for one in self._handed_in() if one[1] in known and self._can_be_graded(one[0])]

    def strangers(self) -> list[str]:
        """Folders below submitted/ that cannot be graded under the name they have, made readable."""
        known = set(self.submissions())
        return [readable(f"submitted/{one[0]}/{one[1]}") for one in self._handed_in() if one not in known]

    def _handed_in(self) -> list[tuple[str, str]]:
        return sorted((p.parent.name, p.name) for p in self.submitted.glob("*/*") if p.is_dir())

    def _can_be_graded(self, learner: str) -> bool:
        """Whether the name fits a gradebook, and the folder is no link to another learner's."""
        fits = is_plain_name(learner) and len(learner) <= LONGEST_NAME
        return fits and not (self.submitted / learner).is_symlink()

    # --- nbgrader's settings and gradebook ---------------------------------------------------------------

    def settings(self) -> Any:
        """The course's nbgrader configuration: what its nbgrader_config.py says, and the folder."""
        from traitlets.config import Config
        from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

        try:
            found = PyFileConfigLoader(self.config_file.name, path=str(self.root)).load_config()
        except ConfigFileNotFound:
            found = Config()
        found.CourseDirectory.root = str(self.root.resolve())
        return found

    def gradebook_url(self) -> str:
        """Where the gradebook is: ``c.CourseDirectory.db_url``, else gradebook.db in the folder."""
        url: str = self._directory().db_url
        return url

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        """The course's gradebook, open."""
        from nbgrader.api import Gradebook

        directory = self._directory()
        with environment_on_path(), Gradebook(directory.db_url, directory.course_id) as book:
            yield book

    def _directory(self) -> Any:
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.settings())
