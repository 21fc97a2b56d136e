"""f-strings: the names become a part of the SQL."""

KILLED_BY = 3
REPLACE = {
    'named = (F.col("pipeline") == pipeline) & (F.col("key") == key)': 'named = f"pipeline = \'{pipeline}\' AND key = \'{key}\'"',
}
