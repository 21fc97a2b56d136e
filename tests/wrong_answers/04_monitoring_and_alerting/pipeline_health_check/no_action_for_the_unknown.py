"""Only the outcomes of ACTIONS get a text."""

KILLED_BY = 5
REPLACE = {
    'ACTIONS.get(outcome, f"Look into {table}: {outcome}.")': 'ACTIONS.get(outcome, "")',
}
