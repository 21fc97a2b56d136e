"""The feed is read to its end, wherever that is by then."""

KILLED_BY = 4
REPLACE = {
    'feed.option("endingVersion", newest).table(source)': "feed.table(source)",
}
