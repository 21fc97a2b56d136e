"""Pieces of SQL that Spark reads in ways of its own."""

from pathlib import Path


def location(folder: Path) -> str:
    """Return the LOCATION clause for `folder`, whatever its name.

    A plain path: of a URL Spark would take %20 for three characters of the folder's name.
    """
    literal = str(folder).replace("\\", "\\\\").replace("'", "\\'")
    return f"LOCATION '{literal}'"
