"""What one box may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one box. Times are wall time in seconds; memory counts the JVM and all files in the box."""

    cell_seconds: int = 300
    notebook_seconds: int = 1200
    memory_mb: int = 3072
    processes: int = 512  # threads count too: a JVM and a kernel have some 150
    scratch_mb: int = 1024
    output_bytes: int = 4 * 2**20  # of all cells of one notebook that check nothing
    check_bytes: int = 2**20  # of one check cell, which shows its evidence
