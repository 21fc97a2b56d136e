"""Which names a cell binds and which it reads, found without running it."""

from __future__ import annotations

import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.cells import defined_names


@dataclass(frozen=True)
class Names:
    """Of one cell: the notebook's names that it binds, and those that it reads, in its functions too."""

    binds: frozenset[str]
    reads: frozenset[str]


def names_of(source: str) -> Names:
    """The names of a cell, magics included. Of a cell that is no Python, what it seems to define."""
    try:
        table = symtable.symtable(_as_python(source), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):  # ValueError: a zero byte
        return Names(frozenset(defined_names(source)), frozenset())
    return Names(frozenset(_bound(table)), frozenset(_read(table)))


def _as_python(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)


def _bound(top: symtable.SymbolTable) -> Iterator[str]:
    for table in _with_inner(top):
        for symbol in table.get_symbols():
            ours = table is top or symbol.is_declared_global()
            if ours and (symbol.is_assigned() or symbol.is_imported()):
                yield symbol.get_name()


def _read(top: symtable.SymbolTable) -> Iterator[str]:
    for table in _with_inner(top):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                yield symbol.get_name()


def _with_inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _with_inner(inner)
