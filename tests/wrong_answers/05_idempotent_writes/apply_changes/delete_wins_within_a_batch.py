"""Within a batch a delete wins over every update: a flight deleted and put back stays dead."""

KILLED_BY = 3
REPLACE = {"F.max(F.struct(stamp, deleted, *rest))": "F.max_by(F.struct(stamp, deleted, *rest), F.struct(deleted, stamp))"}
