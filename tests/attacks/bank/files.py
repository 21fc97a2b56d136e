"""Attacks by what is handed in: links, pipes, names, broken and changed notebooks."""

from __future__ import annotations

import os
from pathlib import Path

from classes import EXERCISE, LESSON

from bank.attack import Attack, S


def _symlinked_notebook(course: Path, folder: Path) -> None:
    target = folder / f"{LESSON}.ipynb"
    target.unlink()
    target.symlink_to(course / "canary.ipynb")


def _linked_files(course: Path, folder: Path) -> None:
    (folder / "data.csv").symlink_to(course / "gradebook.db")
    (folder / "more").symlink_to(course)


def _piped_file(course: Path, folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def _names_that_trick(course: Path, folder: Path) -> None:
    """Names that a shell, a glob, a format string or a decoder might take for something else."""
    for name in (
        b"..\\..\\escape",
        b"-rf",
        b"$(touch x)",
        b"*",
        b"{0}",
        b"line\nbreak",
        b"\xff\xfe",
        b"a" * 250,
    ):
        with open(os.path.join(os.fsencode(folder), name), "wb") as out:
            out.write(b"x")
    (folder / "sub").mkdir()
    (folder / "sub" / f"{LESSON}.ipynb").write_text("{}")


def _notebook_is_a_folder(course: Path, folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").unlink()
    (folder / f"{LESSON}.ipynb").mkdir()


def _locked_cell_changed(course: Path, folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    file.write_text(file.read_text("utf-8").replace(f'lesson.check(\\"{EXERCISE}\\")', "5"), "utf-8")


def _check_cell_doubled(course: Path, folder: Path) -> None:
    import nbformat

    file = folder / f"{LESSON}.ipynb"
    made = nbformat.read(file, 4)
    check = next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade"))
    twin = nbformat.from_dict({**check, "source": "5", "id": "twin"})
    made.cells.append(twin)
    nbformat.write(made, file)


def _many_large_files(course: Path, folder: Path) -> None:
    """Sparse: they take no room on the disk, and 60 MiB each wherever they are read."""
    for number in range(8):
        with open(folder / f"{number}.csv", "wb") as out:
            out.truncate((6 if number == 0 else 60) * 2**20)


def _many_small_files(course: Path, folder: Path) -> None:
    for number in range(3000):
        (folder / f"{number}.txt").touch()


def _notebook_of_nothing(course: Path, folder: Path) -> None:
    """Empty objects: forty megabytes that are more than a gigabyte when they are read."""
    file = folder / f"{LESSON}.ipynb"
    text = file.read_text("utf-8")
    file.write_text(text.replace('"cells": [', '"x": [' + "{}," * 14_000_000 + '0], "cells": [', 1), "utf-8")


def _half_a_character_in_a_cell(course: Path, folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    text = file.read_text("utf-8")
    cell = '{"cell_type": "markdown", "metadata": {}, "source": "\\ud800<script>alert(1)</script>"},'
    file.write_text(text.replace('"cells": [', f'"cells": [{cell}', 1), "utf-8")


ATTACKS = (
    Attack("notebook_is_a_link", alter=_symlinked_notebook, ends=(S.MISSING,), flagged=True),
    Attack("files_are_links", alter=_linked_files, flagged=True),
    Attack("file_is_a_pipe", alter=_piped_file, flagged=True),
    Attack("names_that_trick", alter=_names_that_trick),
    Attack("notebook_is_a_folder", alter=_notebook_is_a_folder, ends=(S.MISSING,), flagged=True),
    Attack("changes_a_locked_cell", alter=_locked_cell_changed, flagged=True),
    Attack("doubles_a_check_cell", alter=_check_cell_doubled, flagged=True),
    Attack("hands_in_many_large_files", alter=_many_large_files, flagged=True),
    Attack("hands_in_many_small_files", alter=_many_small_files, flagged=True),
    Attack("notebook_of_nothing", alter=_notebook_of_nothing, ends=(S.STOPPED,), flagged=True),
    Attack("half_a_character_in_a_cell", alter=_half_a_character_in_a_cell),
)
