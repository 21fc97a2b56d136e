"""Of two events of the same time the update wins."""

KILLED_BY = 7
REPLACE = {
    "F.max(F.struct(stamp, deleted, *rest))": "F.max_by(F.struct(stamp, deleted, *rest), F.struct(stamp, ~F.col(deleted)))"
}
