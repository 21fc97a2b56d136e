"""The item bank: one YAML file per lesson, validated when it is read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import ascii_lowercase

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

ITEMS = Path(__file__).parent / "items"


class Option(BaseModel):
    """One option, with the reason why it is right or wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    why: str = Field(min_length=1)
    right: bool = False


class Item(BaseModel):
    """One question: single choice with one right option, multiple choice with several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^\d\d-\d+$")
    stem: str = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=3, max_length=6)

    @model_validator(mode="after")
    def _has_a_right_option(self) -> Item:
        if not any(option.right for option in self.options):
            raise ValueError(f"{self.id}: no option is right")
        return self

    @property
    def right_letters(self) -> str:
        """Letters of the right options, in order: ``"b"`` or ``"ac"``."""
        return "".join(ascii_lowercase[i] for i, option in enumerate(self.options) if option.right)

    @property
    def multiple(self) -> bool:
        """True when several options are right."""
        return len(self.right_letters) > 1


def read(path: Path) -> tuple[Item, ...]:
    """The items of one file; pydantic's ValidationError names what is wrong with which."""
    return tuple(Item.model_validate(one) for one in yaml.safe_load(path.read_text("utf-8")))


@cache
def bank() -> dict[str, Item]:
    """All items by id; ValueError when an id is used twice."""
    items = [item for path in sorted(ITEMS.glob("*.yaml")) for item in read(path)]
    found = {item.id: item for item in items}
    if len(found) != len(items):
        raise ValueError("an item id is used twice in the bank")
    return found


def get(item_id: str) -> Item:
    """The item of an id; KeyError names the ids of the same lesson."""
    if item_id not in bank():
        near = [known for known in bank() if known[:2] == item_id[:2]]
        raise KeyError(f"no question {item_id!r}; there are {', '.join(near) or ', '.join(bank())}")
    return bank()[item_id]
