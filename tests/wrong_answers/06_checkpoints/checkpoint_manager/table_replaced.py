"""Each manager makes the table anew, and empties it."""

KILLED_BY = 6
ALSO = (1, 2, 3)
REPLACE = {
    "CREATE TABLE IF NOT EXISTS": "CREATE OR REPLACE TABLE",
}
