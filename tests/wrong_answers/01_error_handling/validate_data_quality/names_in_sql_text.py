"""Pastes the rules' names into SQL: a quote in one ends the text."""

KILLED_BY = 1
REPLACE = {
    "    fails = [F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name)) for name, rule in rules.items()]\n": "    fails = [F.expr(f\"CASE WHEN NOT coalesce({rule}, false) THEN '{name}' END\") for name, rule in rules.items()]\n"
}
