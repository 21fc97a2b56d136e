"""A delete of a row that is not there is ignored; then the row arrives."""

KILLED_BY = 5
ALSO = (6,)
REPLACE = {"whenNotMatchedInsertAll()": 'whenNotMatchedInsertAll(f"NOT s.{deleted}")'}
