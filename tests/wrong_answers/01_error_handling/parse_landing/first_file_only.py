"""Reads the first of the files."""

KILLED_BY = 1
ALSO = (2,)
REPLACE = {"lesson.spark.read.text(paths)": "lesson.spark.read.text(paths if isinstance(paths, str) else paths[0])"}
