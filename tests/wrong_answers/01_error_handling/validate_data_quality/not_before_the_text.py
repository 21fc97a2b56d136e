"""Puts a NOT before the rule's text: of a rule with an OR it turns the first half only."""

KILLED_BY = 1
ALSO = (2,)
REPLACE = {
    "F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name))": "F.when(F.expr(f'coalesce(NOT {rule}, true)'), F.lit(name))"
}
