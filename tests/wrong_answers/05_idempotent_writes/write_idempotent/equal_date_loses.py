"""Only a later date counts: a correction under the same date is passed over."""

KILLED_BY = 5
ALSO = (13,)  # fewer rows are updated than should be
REPLACE = {"s.{date} >= t.{date}": "s.{date} > t.{date}"}
