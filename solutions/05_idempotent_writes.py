# %% [markdown]
# # 05 Idempotent writes (being written)

# %% locked="setup"
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from delta import exceptions as delta_errors
from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from autograder import flights, lesson
from autograder.pipeline import DataQualityError, MergeMetrics, SchemaValidationError

lesson.start("05_idempotent_writes")

# %% [markdown]
# ## Part 1: one row per key, one MERGE
#
# ### One row per key

# %% locked="given"
import random
import time
from collections.abc import Sequence

from delta import exceptions as delta_errors
from delta.tables import DeltaTable
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from autograder.pipeline import DataQualityError, MergeMetrics, SchemaValidationError

# Four unrelated classes: they share no parent but PySpark's, and carry no condition to tell them by.
CONFLICTS = (
    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,  # two writers created the table at once
)


def quote(name: str) -> str:
    """A column's name as SQL wants it: in backquotes, a backquote inside doubled."""
    return "`" + name.replace("`", "``") + "`"


# %% exercise="dedupe_latest"
def dedupe_latest(df: DataFrame, key_columns: Sequence[str], order_by: str) -> DataFrame:
    """Keep one row per key: the newest by `order_by`.

    key_columns: the columns that name a thing; rows that agree in all of them are versions of it.
    order_by: the column that dates a version. A version without a date (NULL) loses to any that has one.

    Where several versions are equally new, one of them is kept, and always the same one: the choice depends
    on the rows alone, never on the order or the partitions they arrive in.
    The columns stay as they are, in name, order and type, whatever they are called.
    """
    ### BEGIN SOLUTION
    newest_first = [F.col(quote(order_by)).desc_nulls_last()]
    tie_break = [F.col(quote(name)).desc_nulls_last() for name in sorted(df.columns)]
    versions = Window.partitionBy(*[F.col(quote(key)) for key in key_columns])
    rank = F.row_number().over(versions.orderBy(*newest_first, *tie_break))
    # The row travels as one struct, so that no column of the batch can clash with the rank.
    return df.select(F.struct("*").alias("row"), rank.alias("rank")).filter("rank = 1").select("row.*")
    ### END SOLUTION


# %% check="dedupe_latest"
lesson.check("dedupe_latest")

# %% [markdown]
# ## Part 2: appends, streams, gold, deletes
