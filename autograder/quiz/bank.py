"""The item bank: one YAML file per topic."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from autograder import paths
from autograder.quiz.models import Item


class BankError(ValueError):
    """A file of the bank cannot be used; the message names the file and what to mend."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses a field given twice: two questions with the dash between them missing are such a one.

    With libyaml the bank is read ten times faster than without it.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(found) < len(node.value):
            names = [key.value for key, _ in node.value]
            twice = next(name for name in names if names.count(name) > 1)
            problem = f"{twice!r} is given twice; does a question lack the dash that it begins with?"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return found


def plain(text: str) -> Any:
    """What a YAML text says. Raises YAMLError, and ValueError for a date or number that is none."""
    return yaml.load(text, _Loader)


def read(path: Path) -> tuple[Item, ...]:
    """The items of one file. Raises BankError for one that cannot be used, with its file and item."""
    found = _content(path)
    if not isinstance(found, list):
        raise BankError(f"{path.name} is no list of questions, each beginning with a dash; {_see()}")
    items = tuple(_item(path, number, one) for number, one in enumerate(found, 1))
    for item in items:
        if not path.name.startswith(f"{item.topic}_"):
            where = f"put it into a file whose name begins with {item.topic}_"
            raise BankError(f"{path.name}, question {item.id}: belongs in the file of its topic: {where}")
    return items


def _content(path: Path) -> Any:
    try:
        found = plain(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise BankError(f"{path.name} is not UTF-8 (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise BankError(f"{path.name} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = f"{path.name} cannot be read as YAML: {' '.join(str(error).split())}"
        raise BankError(f"{told}. A text with `: `, `#` or a quotation mark needs quotation marks") from None
    if found is None:
        raise BankError(f"{path.name} is empty: delete it, or write questions into it; {_see()}")
    return found


def _see() -> str:
    return f"see docs/question-bank.md, or the files in {paths.ITEMS}"


def _item(path: Path, number: int, one: Any) -> Item:
    try:
        return Item.model_validate(one)
    except ValidationError as error:
        name = one.get("id") if isinstance(one, dict) else None
        told = "; ".join(map(_slip, error.errors()[:3]))
        raise BankError(f"{path.name}, question {name or number}: {told}") from None


WHAT_TO_DO = {
    "extra_forbidden": "there is no such field; take it out, or mend its name",
    "missing": "it is missing; add it",
    "string_type": "this is no text for YAML; put it in quotation marks",
    "string_too_short": "it is empty; write it",
    "model_type": "this is no mapping of fields; write `field: value` lines below the dash",
    "tuple_type": "this is no list; begin each entry with a dash",
}
"""pydantic's name of a slip → the same in the words of a bank's author; other slips keep pydantic's."""


def _slip(error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    if where == "id" and error["type"] == "string_pattern_mismatch":
        return 'id: an id is the topic\'s number, a dash and two digits, such as "07-03"'
    told = WHAT_TO_DO.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{where}: {told}" if where else told


def read_folder(folder: Path) -> dict[str, Item]:
    """All items of a folder by id. Raises BankError for a file that cannot be used, and an id used twice."""
    if stray := sorted(folder.glob("*.yml")):
        raise BankError(f"{stray[0].name} would not be read: rename it to {stray[0].stem}.yaml")
    found: dict[str, Item] = {}
    first: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for item in read(path):
            if item.id in found:
                where = f"is used already in {first[item.id]}; give one of them another number"
                raise BankError(f"{path.name}, question {item.id}: its id {where}")
            found[item.id], first[item.id] = item, path.name
    return found


@cache
def bank() -> dict[str, Item]:
    """The course's own items by id."""
    return read_folder(paths.ITEMS)


def get(item_id: str) -> Item:
    """The item of an id; KeyError names the ids of the same topic."""
    if item_id not in bank():
        near = [known for known in bank() if known[:2] == item_id[:2]]
        raise KeyError(f"no question {item_id!r}; there are {', '.join(near) or ', '.join(bank())}")
    return bank()[item_id]
