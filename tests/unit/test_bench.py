"""The benchmarks' arithmetic: pairs, medians, and results that survive each other."""

import importlib.util
import json
import sys
from types import ModuleType

import pytest
from typer.testing import CliRunner

from autograder import paths


@pytest.fixture
def bench(monkeypatch) -> ModuleType:
    """bench/run.py, imported as if it had been started as a script."""
    monkeypatch.syspath_prepend(str(paths.ROOT / "bench"))
    spec = importlib.util.spec_from_file_location("bench_run", paths.ROOT / "bench" / "run.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bench_run", module)
    spec.loader.exec_module(module)
    return module


def turns(bench, ours: list[float], plain: list[float]):
    """A pair that takes the given seconds, and the order in which its sides were called."""
    calls: list[str] = []

    def side(name: str, seconds: list[float]):
        left = iter(seconds)
        return lambda: calls.append(name) or next(left)

    return bench.Pair(side("ours", ours), side("plain", plain)), calls


def test_the_sides_take_turns_and_the_first_turn_is_not_counted(bench):
    pair, calls = turns(bench, [99.0, 1.0, 2.0, 6.0], [1.0, 4.0, 4.0, 4.0])
    result = bench.measure(pair, 3)
    assert calls == ["ours", "plain"] * 4
    assert result.as_json() == {"ratio": 0.5, "pairs": 3, "spread": [0.25, 1.5]}


def test_the_ratio_is_the_median_of_paired_ratios_not_the_ratio_of_medians(bench):
    """A slow minute hits both sides of a pair; dividing within the pair cancels it."""
    result = bench.Result(ours=[1.0, 10.0, 3.0], plain=[2.0, 20.0, 4.0])
    assert result.as_json()["ratio"] == 0.5


def test_a_new_result_leaves_the_others_in_place(bench, tmp_path):
    file = tmp_path / "build" / "bench.json"
    bench.record({"a": bench.Result([1.0], [2.0])}, file)
    bench.record({"b": bench.Result([1.0], [4.0])}, file)
    bench.record({"a": bench.Result([3.0], [2.0])}, file)
    assert {name: entry["ratio"] for name, entry in json.loads(file.read_text()).items()} == {
        "a": 1.5,
        "b": 0.25,
    }


def test_an_unknown_benchmark_is_refused_before_anything_runs(bench, monkeypatch):
    import typer

    monkeypatch.setattr(bench, "measure", lambda *_: pytest.fail("ran"))
    app = typer.Typer()
    app.command()(bench.main)
    done = CliRunner().invoke(app, ["sesion_start"])
    assert done.exit_code == 2 and "sesion_start" in done.output and "session_start" in done.output
