"""Always the table's own days, whatever history was given."""

KILLED_BY = 3
REPLACE = {
    'past = counts if history is None else history': 'past = counts',
}
