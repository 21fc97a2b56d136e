"""Updates every row that matches and is not older: a replay rewrites the whole batch."""

KILLED_BY = 3
REPLACE = {'update = f"{not_older} AND ({differs})"': "update = not_older"}
