"""Finds what gives a question's answer away, and what a bank must not hold; one small rule each.

In a public bank of 931 questions the right option was the longest in 66 %, and had the letter B in 58 %.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase

from autograder.quiz.models import Item, Kind
from autograder.quiz.topics import TOPICS

POSITION_POINTS = 5.0  # percentage points, and one right option, that a letter may be off its even share
LONGEST = 0.40  # share of items whose right option may be the longest
ALIKE = 0.6  # Jaccard similarity of two items' words from which on they ask the same
OFTEN = 10  # options with the same first word
LEAST = {"items": 150, "items of a topic": 10, "items proven by running them": 120}


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule, the item (empty for the whole bank) and what is wrong."""

    rule: str
    item: str
    what: str


Rule = Callable[[Sequence[Item]], Iterator[Finding]]


def findings(items: Sequence[Item]) -> list[Finding]:
    """Everything that the rules object to."""
    return [finding for rule in RULES for finding in rule(items)]


def shortfalls(items: Sequence[Item]) -> list[str]:
    """What a whole bank still lacks, in words."""
    topics = Counter(item.topic for item in items)
    counts = {
        "items": len(items),
        "items proven by running them": sum(item.verify is not None for item in items),
        **{f"items of topic {t}": topics[t] for t in TOPICS if t != "00"},
    }
    found = []
    for what, count in counts.items():
        least = LEAST[re.sub(r" topic \d\d", " a topic", what)]
        if count < least:
            found.append(f"{count} {what}, not {least}")
    return found


def runnable(items: Sequence[Item]) -> list[Item]:
    """The items that state what a program can show: neither judgement nor facts with a source alone."""
    return [item for item in items if item.verify or not (item.practice or item.source)]


def unproved(items: Sequence[Item]) -> list[str]:
    """Ids of the items that state what a program can show, and have none."""
    return [item.id for item in runnable(items) if item.verify is None]


def chosen_from(items: Sequence[Item]) -> list[Item]:
    """The items with options to choose from: all but orderings."""
    return [item for item in items if item.kind is not Kind.ORDERING]


def positions(items: Sequence[Item]) -> dict[str, tuple[float, float]]:
    """Letter → (share of right options that stand there in the file, its even share), each of 1."""
    stands, even = Counter[str](), Counter[str]()
    for item in chosen_from(items):
        for number in item.right:
            stands[ascii_lowercase[number]] += 1
        for letter in ascii_lowercase[: len(item.options)]:
            even[letter] += len(item.right) / len(item.options)  # type: ignore[assignment]
    total = sum(stands.values()) or 1
    return {letter: (stands[letter] / total, even[letter] / total) for letter in sorted(even)}


def right_is_longest(item: Item) -> bool:
    """True when a right option is longer than every wrong one."""
    longest = max(len(option.text) for option in item.options if not option.right)
    return any(len(option.text) > longest for option in item.options if option.right)


def longest_share(items: Sequence[Item]) -> float:
    """Share of the items with one right option where that is the longest."""
    single = [item for item in chosen_from(items) if len(item.right) == 1]
    return sum(map(right_is_longest, single)) / (len(single) or 1)


def _position(items: Sequence[Item]) -> Iterator[Finding]:
    total = sum(len(item.right) for item in chosen_from(items)) or 1
    for letter, (share, even) in positions(items).items():
        if abs(share - even) * 100 > POSITION_POINTS + 100 / total:
            what = f"{share:.0%} of the right options stand at {letter}; even would be {even:.0%}"
            yield Finding("position", "", what)


def _longest(items: Sequence[Item]) -> Iterator[Finding]:
    share = longest_share(items)
    if share > LONGEST:
        ids = [i.id for i in chosen_from(items) if len(i.right) == 1 and right_is_longest(i)]
        what = f"the right option is the longest in {share:.0%} of the items: {', '.join(ids)}"
        yield Finding("length", "", what)


def _opening(items: Sequence[Item]) -> Iterator[Finding]:
    """A word with which many options begin and no right one can be struck out without reading on."""
    begins: dict[str, list[bool]] = {}
    for option in (o for item in chosen_from(items) if item.kind is not Kind.OUTPUT for o in item.options):
        if word := re.match(r"['`\"]*(\w+)", option.text):
            begins.setdefault(word[1].lower(), []).append(option.right)
    for first, right in begins.items():
        if len(right) >= OFTEN and not any(right):
            what = f"{len(right)} options begin with {first!r}, and none of them is right"
            yield Finding("opening", "", what)


REFERS = re.compile(
    r"\b(all|none|both|any) of (the above|these options|the others)\b|\boptions? [a-f]\b"
    r"|\banswers? [b-f]\b|\bthe (first|second|third|last|other) options?\b|\b(above|below) options?\b",
    re.IGNORECASE,
)


def _refers(items: Sequence[Item]) -> Iterator[Finding]:
    """Options are shuffled, so that no text may speak of another's place; "all of the above" neither."""
    for item in items:
        for text in _texts(item):
            if found := REFERS.search(text):
                yield Finding("refers", item.id, f"{found[0]!r} points at options by their place")


def _alike(items: Sequence[Item]) -> Iterator[Finding]:
    words = {item.id: _words(item) for item in items}
    for one, other in combinations(words, 2):
        share = len(words[one] & words[other]) / (len(words[one] | words[other]) or 1)
        if share >= ALIKE:
            yield Finding("alike", other, f"{share:.0%} of its words are those of {one}")


def _words(item: Item) -> set[str]:
    text = " ".join([item.stem, item.code, *(option.text for option in item.options)])
    return set(re.findall(r"\w+", text.lower()))


def _explained(items: Sequence[Item]) -> Iterator[Finding]:
    for item in items:
        reasons = [option.why.strip() for option in item.options]
        if len(set(reasons)) < len(reasons):
            yield Finding("explained", item.id, "two options have the same reason")
        for option in item.options:
            if len(option.why.split()) < 4 or option.why.strip() == option.text.strip():
                yield Finding("explained", item.id, f"no reason: {option.why!r}")


ARTICLE = re.compile(r"\b(an?)\s*(…|\.\.\.|:|_+)?\s*$", re.IGNORECASE)
SEVERAL = re.compile(
    r"\bwhich (of (these|the|them)\b[\w\s]{0,40}\bare\b|are\b|two\b|three\b)|\bchoose (two|three|all)\b",
    re.IGNORECASE,
)
ONE = re.compile(r"\bwhich (one|option|single)\b|\bwhich (of (these|them) )?is\b", re.IGNORECASE)


def _grammar(items: Sequence[Item]) -> Iterator[Finding]:
    """An article or a plural that fits only some of the options gives them away; so does a full stop."""
    for item in items:
        if ARTICLE.search(item.stem.strip()):
            yield Finding("grammar", item.id, "the stem ends with an article")
        if item.kind is not Kind.MULTIPLE and SEVERAL.search(item.stem):
            yield Finding("grammar", item.id, "the stem asks for several, and one is right")
        if item.kind is Kind.MULTIPLE and ONE.search(item.stem):
            yield Finding("grammar", item.id, "the stem asks for one, and several are right")
        if item.kind is not Kind.OUTPUT and _odd_one_out(item, lambda text: text.rstrip().endswith(".")):
            yield Finding("grammar", item.id, "only the right option ends, or does not end, with a full stop")
        if item.kind is not Kind.OUTPUT and _odd_one_out(item, lambda text: text.lstrip()[:1].islower()):
            yield Finding("grammar", item.id, "only the right option begins with, or without, a capital")


def _odd_one_out(item: Item, has: Callable[[str], bool]) -> bool:
    """True when the one right option differs in this from all the others."""
    if len(item.right) != 1:
        return False
    wrong = {has(option.text) for option in item.options if not option.right}
    return wrong == {not has(item.options[item.right[0]].text)}


PRODUCT = re.compile(
    r"\b(Databricks|Lakeflow|Asset Bundles?|Declarative Automation|Unity Catalog|Photon|certif\w+|exam guide"
    r"|price|DBUs?)\b",
)


def _dated(items: Sequence[Item]) -> Iterator[Finding]:
    """Names, limits and prices of products change: where and when they were read stands with the item."""
    for item in items:
        shown = [item.stem, item.code, *(option.text for option in item.options)]
        if item.source is None and (found := PRODUCT.search("\n".join(shown))):
            yield Finding("dated", item.id, f"{found[0]!r} speaks of a product; add its source and date")


HALF_TRUTHS = {
    r"nothing (fails|is checked) (until|before) (an|the) action": "analysis errors raise at the definition",
    r"\balways (use|write|add|wrap \w+ in) (a )?try": "an error is handled where something can be done",
    r"try.except (around|about) (everything|all|the whole)": "a broad except hides what is not expected",
    r"dropDuplicates keeps the (first|last|latest|newest)": "it keeps an arbitrary row",
    r"cache\(\) (stores|loads|reads|materiali[sz]es)[\w\s]* (at once|immediately)": "cache() is lazy",
    r"retry (every|any|all) (error|exception)s?": "retry what is transient and idempotent",
    r"\butcnow\(\)": "it is naive, and deprecated since Python 3.12",
    r"\bgetErrorClass\(\)": "getCondition() since Spark 4.0",
    r"\bpyspark\.sql\.utils\b": "pyspark.errors",
    r"Delta (guarantees|gives) exactly.once": "exactly once is an effect of idempotent writes",
}
"""What must not be taught (pattern → what is true); wrong options may say it."""


def _half_truths(items: Sequence[Item]) -> Iterator[Finding]:
    for item in items:
        taught = [option.text for option in item.options if option.right or item.kind is Kind.ORDERING]
        for pattern, truth in HALF_TRUTHS.items():
            if found := re.search(pattern, "\n".join([item.objective, *taught]), re.IGNORECASE):
                yield Finding("half-truth", item.id, f"{found[0]!r}: {truth}")


def _form(items: Sequence[Item]) -> Iterator[Finding]:
    for item in items:
        if "```" in item.stem:
            yield Finding("form", item.id, "code belongs in `code`, not in the stem")
        for text in [item.stem, *(text for o in item.options for text in (o.text, o.why))]:
            if text.count("`") % 2:
                yield Finding("form", item.id, f"a backtick is alone in {text[:40]!r}")


def _texts(item: Item) -> list[str]:
    return [item.stem, *(text for option in item.options for text in (option.text, option.why))]


RULES: tuple[Rule, ...] = (
    _form,
    _position,
    _longest,
    _opening,
    _refers,
    _alike,
    _explained,
    _grammar,
    _dated,
    _half_truths,
)
