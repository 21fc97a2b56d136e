"""The few names that lessons share: the pipeline's errors and what a write reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class PipelineError(Exception):
    """Base of every error the pipeline raises on purpose."""


class TableNotFoundError(PipelineError):
    """A table that should be there is not."""


class SchemaValidationError(PipelineError):
    """Columns are missing or of the wrong type; raised before any row is read or written."""


class DataQualityError(PipelineError):
    """Rows break a rule. ``report`` may carry the details."""

    def __init__(self, message: str, report: Any = None) -> None:
        super().__init__(message)
        self.report = report


class CheckpointConflict(PipelineError):
    """A mark is not where its writer took it to be, or would have moved backwards."""


class Unset(Enum):
    """The type of :data:`UNSET`."""

    UNSET = "UNSET"


UNSET = Unset.UNSET
"""The default of a parameter for which None says something."""


@dataclass(frozen=True)
class MergeMetrics:
    """What one write did to a table, in rows, and the table version that holds it.

    A call that changed nothing reports zeros and the version it found.
    """

    inserted: int
    updated: int
    deleted: int
    version: int


@dataclass(frozen=True)
class QualityReport:
    """What a validation found: two DataFrames, and numbers of rows.

    ``counts``: total, good and bad, then for each rule by its name how many rows it failed.
    """

    good: Any
    bad: Any
    counts: dict[str, int]
