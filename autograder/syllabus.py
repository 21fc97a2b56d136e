"""The course list: a new lesson is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One lesson: ``slug`` names its files everywhere, minutes are for reading and doing.

    ``fast_minutes`` is 0 for a lesson that the fast track leaves out; ``breaks`` says what goes wrong in it.
    """

    slug: str
    title: str
    minutes: int
    fast_minutes: int
    breaks: str


LESSONS = (
    Lesson(
        "00_welcome",
        "Welcome: five ways a pipeline breaks",
        minutes=20,
        fast_minutes=5,
        breaks="nothing yet: the story, the data, how checks work",
    ),
    Lesson(
        "01_error_handling",
        "Error handling: the wrong day's numbers",
        minutes=100,
        fast_minutes=17,
        breaks="a report reads another day's table and says nothing",
    ),
    Lesson(
        "02_retry",
        "Retry: the API that answered on the third try",
        minutes=120,
        fast_minutes=18,
        breaks="an API answers 503 at night, and a careless loop makes it worse",
    ),
    Lesson(
        "03_logging",
        "Logging: the run that nobody could find",
        minutes=110,
        fast_minutes=12,
        breaks="a failed run that nobody can find in its own log",
    ),
    Lesson(
        "04_monitoring_and_alerting",
        "Monitoring and alerting: the green page of a dead feed",
        minutes=140,
        fast_minutes=13,
        breaks="a feed stands still, and the dashboard stays green",
    ),
    Lesson(
        "05_idempotent_writes",
        "Idempotent writes: the twice-run batch",
        minutes=150,
        fast_minutes=20,
        breaks="a batch runs twice, late and out of order",
    ),
    Lesson(
        "06_checkpoints",
        "Checkpoints: the rows that nobody read",
        minutes=120,
        fast_minutes=0,
        breaks="rows that arrive while a load runs are skipped for ever",
    ),
    Lesson(
        "13_exam",
        "Exam: what it asks, and a practice one",
        minutes=150,
        fast_minutes=5,
        breaks="exam tips, then 45 questions in 90 minutes",
    ),
)


def is_lesson(name: str) -> bool:
    """Whether a name is that of a lesson of the course."""
    return any(one.slug == name for one in LESSONS)


def lesson(slug: str) -> Lesson:
    """The lesson of a slug; ValueError names the known ones."""
    found = next((one for one in LESSONS if one.slug == slug), None)
    if found is None:
        raise ValueError(f"no lesson {slug!r}; the course has {', '.join(one.slug for one in LESSONS)}")
    return found


@dataclass(frozen=True)
class Objective:
    """Something you can do after the course, and the lessons that prove it (by number)."""

    text: str
    lessons: tuple[str, ...]


OBJECTIVES = (
    Objective("handle each Spark error for what it is, and lose no row to it", ("01",)),
    Objective("retry what is transient, and nothing else", ("02",)),
    Objective("see from logs, health checks and alerts what a pipeline did and did not do", ("03", "04")),
    Objective("write so that a batch may run twice, late or out of order", ("05",)),
    Objective("resume after a crash without losing or repeating a row", ("06",)),
    Objective("take in a changed schema on purpose, and refuse a broken one", ("07",)),
    Objective("read and shuffle less, and prove it from the plan", ("08",)),
    Objective("configure, test, release and roll back a pipeline safely", ("09", "10", "11", "12")),
)


def titles() -> dict[str, str]:
    """Lesson number → title, of the lessons that exist."""
    return {one.slug[:2]: one.title for one in LESSONS}
