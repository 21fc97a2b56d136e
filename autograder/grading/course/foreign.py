"""Text that is not ours, such as names, messages and flags: made harmless where it enters a record."""

from __future__ import annotations

import unicodedata

# Marks that change the order in which the rest of a line is shown (Unicode's bidirectional controls).
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, halves of characters, and the two separators that some programs take for line ends.
CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
LINE_ENDS = frozenset("\n\t")


def plain(text: str) -> str:
    """The text with escapes for what a terminal obeys, what no file can hold, and what reorders a line.

    Line ends and tabs stay.
    """
    return "".join(one if _is_plain(one) else _escape(one) for one in text)


def is_plain_name(name: str) -> bool:
    """Whether a name can be shown as it is, in one line."""
    return plain(name) == name and not LINE_ENDS & set(name)


def readable(name: str) -> str:
    """A name in one line, with escapes where it needs them."""
    return "".join(_escape(one) if one in LINE_ENDS else one for one in plain(name))


def _is_plain(one: str) -> bool:
    return one in LINE_ENDS or (one not in BIDI and unicodedata.category(one) not in CATEGORIES)


def _escape(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")
