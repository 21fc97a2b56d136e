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


def plain(text: str) -> Any:
    """What a YAML text says. With libyaml the bank is read ten times faster than without it."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read(path: Path) -> tuple[Item, ...]:
    """The items of one file. Raises BankError for one that cannot be used, with its file and item."""
    try:
        found = plain(path.read_text("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BankError(f"{path.name} cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(found, list):
        raise BankError(f"{path.name} is no list of questions; see the files in {paths.ITEMS}")
    items = tuple(_item(path, number, one) for number, one in enumerate(found, 1))
    for item in items:
        if not path.name.startswith(f"{item.topic}_"):
            raise BankError(f"{path.name}: item {item.id} belongs into the file of topic {item.topic}")
    return items


def _item(path: Path, number: int, one: Any) -> Item:
    try:
        return Item.model_validate(one)
    except ValidationError as error:
        name = one.get("id") if isinstance(one, dict) else None
        told = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'it'}: {e['msg']}" for e in error.errors()[:3])
        raise BankError(f"{path.name}, question {name or number}: {told}") from None


def read_folder(folder: Path) -> dict[str, Item]:
    """All items of a folder by id. Raises BankError when an id is used twice."""
    items = [item for path in sorted(folder.glob("*.yaml")) for item in read(path)]
    found = {item.id: item for item in items}
    if len(found) != len(items):
        twice = sorted({item.id for item in items if sum(other.id == item.id for other in items) > 1})
        raise BankError(f"used twice in {folder}: {', '.join(twice)}")
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
