"""Only what arrives from now on is read; the rows that wait in the source are never seen."""

KILLED_BY = 1
REPLACE = {".load(source_path)": '.option("startingVersion", "latest").load(source_path)'}
