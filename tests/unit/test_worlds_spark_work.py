"""What Spark was made to do is counted from its own books."""

from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark
ROWS = 500


@pytest.fixture(scope="module")
def spark() -> "SparkSession":
    from autograder.spark import get_spark

    return get_spark()


@pytest.fixture(scope="module")
def table(spark, tmp_path_factory):
    """A Delta table whose log Spark has read."""
    from deltalake import write_deltalake

    folder = tmp_path_factory.mktemp("work") / "numbers"
    write_deltalake(folder, pa.table({"n": pa.array(range(ROWS), pa.int64())}))
    frame = spark.read.format("delta").load(str(folder))
    frame.collect()
    return frame


@pytest.mark.parametrize(("passes", "threads"), [(1, False), (3, False), (2, True)])
def test_every_pass_over_a_table_counts(spark, table, passes, threads) -> None:
    """Also in a thread of its own; Delta's log adds a few records to each."""
    from autograder.worlds.spark_work import measured

    def read() -> None:
        table.where("n % 2 = 0").count()

    with measured(spark) as work:
        for _ in range(passes):
            if threads:
                thread = Thread(target=read)
                thread.start()
                thread.join()
            else:
                read()
    assert passes * ROWS <= work.records < passes * (ROWS + 20)
    assert work.jobs >= passes


def test_analysis_is_no_work(spark, table) -> None:
    """Definitions, schemas, and errors of analysis: no job, no record."""
    from pyspark.errors import AnalysisException

    from autograder.worlds.spark_work import measured

    with measured(spark) as work:
        assert table.where("n > 3").schema.names == ["n"]
        with suppress(AnalysisException):
            table.select("m")
    assert (work.jobs, work.records) == (0, 0)


def test_an_error_inside_is_raised_and_counted(spark, table) -> None:
    """What was read until then is known afterwards."""
    from autograder.worlds.spark_work import measured

    with pytest.raises(ZeroDivisionError), measured(spark) as work:
        table.where("n > 3").count()
        1 / 0  # noqa: B018
    assert work.records >= ROWS


def test_a_stage_that_was_struck_off_has_read_nothing(spark) -> None:
    """In a long session the books forget skipped stages, even of the job just measured."""
    from autograder.worlds.spark_work import read_by_stage

    assert read_by_stage(spark.sparkContext._jsc.sc().statusStore(), 10**9) == 0
