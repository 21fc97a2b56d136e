"""A replay does no harm when every batch replaces the table; neither does any earlier batch survive."""

KILLED_BY = 2
REPLACE = {'mode("append")': 'mode("overwrite")'}
