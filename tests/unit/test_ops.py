"""The columns of ops.pipeline_runs and the fields of a PipelineRun are one and the same list."""

from dataclasses import fields

from autograder.ops import PIPELINE_RUNS, PipelineRun


def test_a_run_has_the_tables_columns_in_order():
    """Lessons turn a run into a row by name and by position."""
    assert [one.name for one in fields(PipelineRun)] == list(PIPELINE_RUNS)
