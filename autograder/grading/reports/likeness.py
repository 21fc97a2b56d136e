"""Which texts of a class are alike beyond what was given to all: shared runs of tokens that few others have.

The idea is that of document fingerprinting (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Answers are
short, so every run of ``RUN`` tokens is a fingerprint, and none is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

RUN = 8  # tokens of a fingerprint: about a line of code
FEWEST = 32  # fingerprints in common, about five lines; less is often written alike without a model
FEWEST_RENAMED = 48  # the same where names do not count
LEAST = 0.6  # of the shorter text's fingerprints that count
LONG = 96  # fingerprints of a text that nobody writes twice by chance
FEW = 4  # learners who may share a fingerprint; in a large class one in ``ONE_IN``
ONE_IN = 50
MOST_TOKENS = 2_500  # of one text; the longest answer of the course has half of that
MOST_CHARACTERS = 20 * MOST_TOKENS

TOKEN = re.compile(r"\w+|[^\w\s]")  # comments and texts are words too
OWN_NAME = "_"

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Learners whose texts are alike.

    share: of the shorter text's fingerprints that count, from 0 to 1. renamed: alike when names that the
    texts themselves give are taken for one.
    """

    learners: tuple[str, ...]
    share: float
    renamed: bool = False


def alike(texts: Mapping[str, str], given: Iterable[str]) -> list[Alike]:
    """The learners whose texts are alike, the most alike first.

    Parameters: ``texts`` is learner → text, which may be anything; ``given`` are texts that all of them had.
    Lines and fingerprints of those do not count, nor do fingerprints that more than a few texts share.
    """
    given = list(given)
    lines = {line.strip() for text in given for line in text.splitlines()}
    own = {who: _without(text[:MOST_CHARACTERS], lines) for who, text in texts.items()}
    every = [
        Alike(learners, share, renamed)
        for renamed, read, fewest in ((False, _tokens, FEWEST), (True, _renamed, FEWEST_RENAMED))
        for learners, share in _alike(
            {who: read(text) for who, text in own.items()}, map(read, given), fewest
        )
    ]
    return sorted(_without_repeats(every), key=lambda one: -one.share)


def _without_repeats(every: Sequence[Alike]) -> Iterator[Alike]:
    """The entries, except where another one says the same of these learners or of more."""
    about: dict[str, list[Alike]] = defaultdict(list)
    for one in every:
        for learner in one.learners:
            about[learner].append(one)
    for one in every:
        if not any(_says(other, one) for other in about[one.learners[0]]):
            yield one


def _says(other: Alike, one: Alike) -> bool:
    """Of two entries on the same learners the one with the larger share stays, then the one with names."""
    if set(other.learners) == set(one.learners):
        return (other.share, one.renamed) > (one.share, other.renamed)
    return other.share >= one.share and set(other.learners) > set(one.learners)


def _without(text: str, lines: set[str]) -> str:
    """The text without lines that were given."""
    return "\n".join(line for line in text.splitlines() if line.strip() not in lines)


def _tokens(text: str) -> Tokens:
    return tuple(TOKEN.findall(text)[:MOST_TOKENS])


def _renamed(text: str) -> Tokens:
    """The tokens, with one name for all names that the text itself gives."""
    tokens = _tokens(text)
    runs = zip(tokens, tokens[1:], tokens[2:], (*tokens[3:], ""), strict=False)
    names = {name for before, name, *after in runs if name.isidentifier() and _gives(before, *after)}
    return tuple(OWN_NAME if token in names else token for token in tokens)


def _gives(before: str, after: str, then: str) -> bool:
    """Whether code gives the name between these tokens; prose with the same words should not seem to."""
    match before, after:
        case ("def" | "lambda" | "class", _) | ("for", "in" | ",") | ("as", ":"):
            return True
    return after == "=" != then


def _alike(
    texts: Mapping[str, Tokens], given: Iterable[Tokens], fewest: int
) -> Iterator[tuple[tuple[str, ...], float]]:
    """(learners, share), of tokens; equal texts are one text with several writers."""
    writers: dict[Tokens, list[str]] = defaultdict(list)
    for who, tokens in texts.items():
        writers[tokens].append(who)
    groups = [tuple(sorted(who)) for who in writers.values()]
    counting = _counting(writers, given, len(texts))
    sizes = Counter(place for places in counting for place in places)
    yield from ((groups[n], 1.0) for n, size in sizes.items() if size >= fewest and len(groups[n]) > 1)
    for (a, b), common in Counter(pair for places in counting for pair in combinations(places, 2)).items():
        if common >= max(fewest, LEAST * min(sizes[a], sizes[b])):
            yield (*groups[a], *groups[b]), common / min(sizes[a], sizes[b])


def _fingerprints(tokens: Tokens) -> set[int]:
    return {hash(tokens[place : place + RUN]) for place in range(len(tokens) - RUN + 1)}


def _counting(
    writers: Mapping[Tokens, Sequence[str]], given: Iterable[Tokens], learners: int
) -> list[list[int]]:
    """For each fingerprint that counts, the places of the texts that have it.

    Of a short text every writer counts: many who write the same have written what is natural. A long one
    counts once, however many have it.
    """
    known = {mark for tokens in given for mark in _fingerprints(tokens)}
    few = max(FEW, learners // ONE_IN)
    places: dict[int, list[int]] = defaultdict(list)
    weight: Counter[int] = Counter()
    for place, (tokens, who) in enumerate(writers.items()):
        marks = _fingerprints(tokens) - known
        weight.update(dict.fromkeys(marks, 1 if len(marks) >= LONG else len(who)))
        for mark in marks:
            places[mark].append(place)
    return [found for mark, found in places.items() if weight[mark] <= few]
