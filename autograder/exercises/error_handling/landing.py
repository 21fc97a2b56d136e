"""``parse_landing(paths, schema)``: broken lines go to quarantine as they came, all others land."""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import Exercise, Json, Lab, criterion, expect_equal, expect_rows, probe, seeing

RAW = "_corrupt_record"
PARSED = "landed, quarantine = parse_landing(case.paths, case.schema)\n"
MINUTES = ("arr_delay", "taxi_out", "air_time")  # never the notebook's: the schema is a parameter


class ParseLanding(Exercise):
    """Files of JSON lines in which some lines are cut, no JSON at all, or of the wrong type."""

    name = "parse_landing"
    needs_spark = True
    hints = (
        "Where does Spark put the text of a line that it cannot parse, and what must the schema say for "
        "that? Then read a single column of your result: does the split stay the same?",
        "Spark parses only the columns that a query reads, and calls a line broken only if one of those is. "
        "So parse every line as a whole: read the files as text and use from_json with a schema that has one "
        "string column more, _corrupt_record, or keep the parsed frame in the cache.",
        'F.from_json("value", wide, {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": '
        '"_corrupt_record"}), where wide is StructType([*schema, StructField("_corrupt_record", '
        "StringType())]); without the options Spark prunes here too. Leave blank lines out, then split on "
        "_corrupt_record IS NULL.",
    )

    def scenario(self, rng: random.Random) -> Json:
        columns = ["carrier", "flight", rng.choice(MINUTES)]
        return {"columns": columns, "files": [_lines(rng, columns, start) for start in (100, 200)]}

    @probe
    def landed(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Both files, and all columns of what came of them."""
        paths = sorted(str(path) for path in _write(lab, scenario).iterdir())
        good, bad = _parse(scenario, answer, lab, paths)

        def collect() -> Json:
            texts = [[row[RAW]] for row in bad.collect()]
            return {"columns": good.columns, "rows": _rows(good), "raw": texts}

        seen: Json = lab.must(collect)
        return seen

    @probe
    def one_column(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The same as a folder, asked for one column at a time and for numbers of rows."""
        good, bad = _parse(scenario, answer, lab, str(_write(lab, scenario)))
        return {
            "carrier": lab.must(_rows, good, "carrier"),
            "flight": lab.must(_rows, good, "flight"),
            "good": lab.must(good.count),
            "bad": lab.must(bad.count),
        }

    @criterion(points=2, core=False)
    def lands(self, scenario: Json, landed: Json) -> None:
        """lines that can be read land, with the schema's columns and no others

        The reader's default mode is PERMISSIVE: it does not fail, it fills in NULL. Lines with NULLs of
        their own are fine and land. Blank lines are nothing.
        """
        with seeing(PARSED + "landed.show(100)"):
            expect_equal(landed["columns"], scenario["columns"], what="columns of what landed")
            expect_rows(landed["rows"], _all(scenario, "rows"), what="what landed")

    @criterion(points=3, core=False)
    def quarantines(self, scenario: Json, landed: Json) -> None:
        """broken lines go to quarantine, with the raw text of each

        Only a schema with a string column _corrupt_record makes Spark keep the text. A value of the wrong
        type makes a line broken too, not only broken JSON.
        """
        raw = [row for row in landed["raw"] if row[0] is not None]
        wanted = [[line] for line in _all(scenario, "broken")]
        with seeing(PARSED + "quarantine.show(100, truncate=False)"):
            expect_rows(raw, wanted, what=f"texts in the quarantine's column {RAW}")

    @criterion(points=2, core=False, needs=(lands, quarantines))
    def same_split(self, scenario: Json, one_column: Json) -> None:
        """a line is on the same side whatever columns are read

        Spark's JSON reader parses only the columns that a query needs, and finds no fault with the rest
        of the line. Look at good.select('carrier').
        """
        rows, broken = _all(scenario, "rows"), _all(scenario, "broken")
        for place, name in enumerate(("carrier", "flight")):
            with seeing(PARSED + f'landed.select("{name}").show(100)'):
                expect_rows(one_column[name], [[row[place]] for row in rows], what=f"{name} alone")
        with seeing(PARSED + "print(landed.count(), quarantine.count())"):
            expect_equal(one_column["good"], len(rows), what="landed.count()")
            expect_equal(one_column["bad"], len(broken), what="quarantine.count()")


def _parse(scenario: Json, answer: SimpleNamespace, lab: Lab, paths: str | list[str]) -> tuple[Any, Any]:
    lab.spark  # noqa: B018 -- a learner's code finds a session that runs
    schema = _schema(scenario["columns"])
    lab.keep(paths=paths, schema=schema)

    def parse_landing(*args: Any) -> tuple[Any, Any]:
        good, bad = answer.parse_landing(*args)  # what is no pair is the learner's error
        return good, bad

    pair: tuple[Any, Any] = lab.must(parse_landing, paths, schema)
    return pair


def _all(scenario: Json, kind: str) -> list[Any]:
    """The ``rows`` or the ``broken`` lines of all files."""
    return [one for file in scenario["files"] for one in file[kind]]


def _schema(columns: list[str]) -> Any:
    from pyspark.sql.types import IntegerType, StringType, StructField, StructType

    kinds = (StringType(), IntegerType(), IntegerType())
    return StructType([StructField(name, kind) for name, kind in zip(columns, kinds, strict=True)])


def _lines(rng: random.Random, columns: list[str], start: int) -> Json:
    """The lines of one file, and what must become of them: rows that land, texts that do not."""
    minutes = columns[-1]
    rows: list[list[Any]] = []
    for n in range(rng.randint(4, 6)):
        delay = rng.choice([None, rng.randint(-9, 90)])
        rows.append([rng.choice(["AA", "B6", "UA"]), start + n, delay])
    rows += [rows[0], [None, None, rng.randint(1, 9)], [None, None, None]]
    late = {"carrier": "DL", "flight": start + 50, minutes: "late"}
    broken = [
        json.dumps(late),
        json.dumps({**late, minutes: 1.5}),
        json.dumps({**late, "flight": "x1", minutes: 3}),
        json.dumps({**late, minutes: 3})[: rng.randint(12, 25)],
        rng.choice(["-- end of feed --", "42", "null"]),
    ]
    broken.append(broken[0])  # the feed repeats itself
    lines = [*(_json(rng, columns, row) for row in rows), *broken, "", "  "]
    rng.shuffle(lines)
    return {"lines": lines, "rows": rows, "broken": broken}


def _json(rng: random.Random, columns: list[str], row: list[Any]) -> str:
    """A row as JSON; a NULL is written or left out."""
    fields = dict(zip(columns, row, strict=True))
    return json.dumps({k: v for k, v in fields.items() if v is not None or rng.random() < 0.5})


def _write(lab: Lab, scenario: Json) -> Path:
    """A new folder with the scenario's files."""
    folder = lab.root / f"landing-{uuid.uuid4().hex[:8]}"  # never met before: Spark caches by path
    folder.mkdir()
    for number, file in enumerate(scenario["files"]):
        (folder / f"flights-{number}.json").write_text("\n".join(file["lines"]) + "\n", "utf-8")
    return folder


def _rows(frame: Any, *columns: str) -> list[list[Any]]:
    return [list(row) for row in (frame.select(*columns) if columns else frame).collect()]
