"""Measure named benchmarks in pairs and record the ratios in build/bench.json.

The two sides take turns (ours, plain, ours, plain …), so that a slow minute of the machine slows both; a
pair's ratio is ours / plain, and the median over the pairs counts. One uncounted pair fills the disk cache.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from benchmarks import BENCHMARKS, Pair
from rich.console import Console
from rich.table import Table

from autograder import paths

RESULTS = paths.BUILD / "bench.json"


@dataclass(frozen=True)
class Result:
    """What both sides cost, pair by pair."""

    ours: list[float]
    plain: list[float]
    unit: str = "s"

    @property
    def ratios(self) -> list[float]:
        return [ours / plain for ours, plain in zip(self.ours, self.plain, strict=True)]

    def as_json(self) -> dict[str, object]:
        """Median ratio, number of pairs, lowest and highest ratio."""
        ratios = [round(ratio, 3) for ratio in self.ratios]
        return {
            "ratio": round(median(self.ratios), 3),
            "pairs": len(ratios),
            "spread": [min(ratios), max(ratios)],
        }


def measure(pair: Pair, pairs: int) -> Result:
    """Run both sides in turns, `pairs` times, after an uncounted turn where the pair wants one."""
    turns = [(pair.ours(), pair.plain()) for _ in range(pairs + pair.warm_up)]
    return Result(*map(list, zip(*turns[pair.warm_up :], strict=True)), unit=pair.unit)


def record(results: dict[str, Result], file: Path = RESULTS) -> None:
    """Merge new results into `file`; what other benchmarks left there stays."""
    known = json.loads(file.read_text()) if file.exists() else {}
    known |= {name: result.as_json() for name, result in results.items()}
    fresh = file.with_suffix(".tmp")
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    os.replace(fresh, file)


def as_table(results: dict[str, Result]) -> Table:
    """What a person reads: the median cost of both sides and the ratio with its spread."""
    table = Table("benchmark", "ours", "plain", "ours / plain", "spread", "pairs")
    for name, result in results.items():
        low, high = min(result.ratios), max(result.ratios)
        costs = (f"{median(side):.1f} {result.unit}" for side in (result.ours, result.plain))
        ratio = f"{median(result.ratios):.2f}"
        table.add_row(name, *costs, ratio, f"{low:.2f} – {high:.2f}", str(len(result.ratios)))
    return table


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Any of: {', '.join(BENCHMARKS)}; none: all")
    ] = None,
    pairs: Annotated[
        int | None, typer.Option(min=1, help="Counted turns of each side; by default what each needs")
    ] = None,
) -> None:
    """Measure benchmarks and record their ratios in build/bench.json."""
    if unknown := sorted(set(names or ()) - set(BENCHMARKS)):
        raise typer.BadParameter(
            f"no benchmark is called {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}"
        )
    results: dict[str, Result] = {}
    for name in names or BENCHMARKS:
        pair = BENCHMARKS[name]()
        results[name] = measure(pair, pairs or pair.pairs)
        record({name: results[name]})
    Console().print(as_table(results))


if __name__ == "__main__":
    typer.run(main)
