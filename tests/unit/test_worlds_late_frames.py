"""A late session finds out when Spark Connect finds out, and gives the same rows in the end."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark
MISSING = "late_frames_have_no_such_table"


@pytest.fixture(scope="module")
def spark() -> "SparkSession":
    from autograder.spark import get_spark

    session = get_spark()
    session.sql("CREATE OR REPLACE TEMP VIEW late_numbers AS SELECT id AS n FROM range(4)")
    return session


def condition_of(look) -> str | None:
    """The condition that a look raises; None when it raises nothing."""
    from pyspark.errors import AnalysisException

    try:
        look()
    except AnalysisException as error:
        return error.getCondition()
    return None


LAZY = {
    "where": lambda df: df.where("n > 1"),
    "a chain": lambda df: df.select("n").limit(3).drop("m"),
    "a union with another": lambda df: df.union(df),
    "an item": lambda df: df["n"],
    "its repr": repr,
    "its session": lambda df: df.sparkSession,
}
LOOKS = {
    "schema": lambda df: df.schema,
    "columns": lambda df: df.columns,
    "isStreaming": lambda df: df.isStreaming,
    "count": lambda df: df.count(),
    "printSchema": lambda df: df.printSchema(),
    "createOrReplaceTempView": lambda df: df.createOrReplaceTempView("late_view"),
}


@pytest.mark.parametrize("name", LAZY)
def test_a_plan_on_a_missing_table_is_no_error(spark, name) -> None:
    """As compared with pyspark's Connect client."""
    from autograder.worlds.late_frames import late_tables

    with late_tables(spark) as looks:
        assert condition_of(lambda: LAZY[name](spark.table(MISSING))) is None
    assert looks.names == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_first_look_raises(spark, name) -> None:
    """The schema, what needs it, and every action; also behind transformations, and by the reader's way."""
    from autograder.worlds.late_frames import late_tables

    with late_tables(spark) as looks:
        assert condition_of(lambda: LOOKS[name](spark.table(MISSING))) == "TABLE_OR_VIEW_NOT_FOUND"
        later = spark.read.table(MISSING).where("n > 1")
        assert condition_of(lambda: LOOKS[name](later)) == "TABLE_OR_VIEW_NOT_FOUND"
    assert looks.names == [name, name]
    assert looks.actions == (["count", "count"] if name == "count" else [])


def test_a_table_that_is_there_gives_its_rows(spark) -> None:
    """Inside and after; transformations with columns and other late frames included."""
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as F

    from autograder.worlds.late_frames import late_tables, resolved

    with late_tables(spark) as looks:
        df = spark.table("late_numbers").withColumn("twice", F.col("n") * 2)
        both = df.unionByName(spark.read.table("late_numbers").select("n", F.lit(0).alias("twice")))
        assert isinstance(df, DataFrame) and df.columns == ["n", "twice"]
        assert sorted(row.twice for row in both.where(both["twice"] > 0).collect()) == [2, 4, 6]
    assert looks.actions == ["collect"]
    assert resolved(both).count() == 8 and both.count() == 8


def test_sql_and_the_catalog_answer_at_once(spark) -> None:
    """They do on Connect; and after the body the session is what it was."""
    from autograder.worlds.late_frames import late_tables

    with late_tables(spark):
        assert condition_of(lambda: spark.sql(f"SELECT * FROM {MISSING}")) == "TABLE_OR_VIEW_NOT_FOUND"
        assert not spark.catalog.tableExists(MISSING)
    assert condition_of(lambda: spark.table(MISSING)) == "TABLE_OR_VIEW_NOT_FOUND"
