"""What comes last wins, not what is newest: a late batch puts old values back."""

KILLED_BY = 5
ALSO = (13,)  # more rows are updated than should be
REPLACE = {'update = f"{not_older} AND ({differs})"': "update = differs"}
