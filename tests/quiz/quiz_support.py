"""Items made up for tests."""

from typing import Any

from autograder.quiz.models import Item

SINGLE: dict[str, Any] = {
    "id": "01-90",
    "kind": "single",
    "objective": "count to three",
    "difficulty": 1,
    "stem": "How many legs has a milking stool?",
    "options": [
        {"text": "one", "why": "No, it would fall over."},
        {"text": "two", "why": "No, it would still fall over."},
        {"text": "three", "why": "Yes, three never wobble.", "right": True},
        {"text": "none at all", "why": "No, then it would be a cushion."},
    ],
}
OUTPUT = {
    **SINGLE,
    "id": "01-91",
    "kind": "output",
    "code": "print(legs + 1)",
    "options": [
        {"text": "3", "why": "No, that is before it is added."},
        {"text": "4", "why": "Yes, three and one are four.", "right": True},
        {"text": "legs1", "why": "No, legs is a number here."},
    ],
    "verify": {"setup": "legs = 3"},
}
BUG = {
    **SINGLE,
    "id": "01-92",
    "kind": "bug",
    "code": "def half(n):\n    return n // 2",
    "verify": {"proof": "assert half(3) == 1.5", "fixed": "def half(n):\n    return n / 2"},
}
ORDERING = {
    **SINGLE,
    "id": "01-93",
    "kind": "ordering",
    "options": [{"text": t, "why": f"{t} is next in the row."} for t in ("one", "two", "three")],
}
MULTIPLE = {
    **SINGLE,
    "id": "01-94",
    "kind": "multiple",
    "options": [{**o, "right": o["text"] in ("one", "three")} for o in SINGLE["options"]],
}


def make(base: dict[str, Any] = SINGLE, **changes: Any) -> Item:
    """An item like ``base`` with some fields changed."""
    return Item.model_validate({**base, **changes})
