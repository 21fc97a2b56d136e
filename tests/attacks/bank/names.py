"""Attacks by who hands in: names that a page, a table, a shell or a path might take for something else.

Most hand in what is no notebook, which ends before any box: their names go the whole way all the same.
"""

from pathlib import Path

from classes import LESSON

from bank.attack import Attack, S

NAMES = {
    "spaces": "  two   words ",
    "quotes": 'o\'neil "x" `y`',
    "rich_markup": "[red]x [bold] [link=x]y [[z]]",
    "html": "<script>alert(1)<&amp;>",
    "a_formula": "=1+1|cmd",
    "a_formula_with_an_at": "@SUM(1)",
    "a_formula_of_full_width": "＝1+1",
    "an_option": "--help",
    "nearly_a_parent_folder": "...",
    "backslashes": "..\\..\\x",
    "a_glob": "*",
    "a_group_of_a_pattern": "(?P<x>[a-z]{1,}",
    "a_format": "{0} %s ${HOME} $(id)",
    "a_percent_encoding": "%2e%2e%2fx",
    "another_case": "AN HONEST LEARNER",
    "decomposed": "e\u0301mile",
    "composed": "\u00e9mile",
    "a_letter_that_looks_the_same": "\u0430n honest learner",
    "no_width": "an honest\u200b learner",
}
REFUSED = {
    "right_to_left": "a\u202enhonest",
    "two_hundred_letters": "x" * 200,
    "a_line_end": "two\nlines",
    "an_escape": "\x1b[2J",
}


def _no_notebook(course: Path, folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").write_text("no notebook")


ATTACKS = (
    *(
        Attack(f"is_named_like_{what}", learner=name, alter=_no_notebook, ends=(S.CORRUPT,), flagged=True)
        for what, name in NAMES.items()
    ),
    *(
        Attack(f"is_named_like_{what}", learner=name, alter=_no_notebook, refused=True)
        for what, name in REFUSED.items()
    ),
    Attack("is_named_like_markup_and_graded", learner="<b onclick=x>[bold]ada ; ..∕x"),
)
