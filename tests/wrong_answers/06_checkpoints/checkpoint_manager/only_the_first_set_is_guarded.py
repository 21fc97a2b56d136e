"""Of two first runs one loses, of two later ones none: the update does not ask what is there by then."""

KILLED_BY = 7
REPLACE = {
    "WHEN MATCHED AND t.kind = :old_kind AND t.value = :old_value THEN": "WHEN MATCHED AND :old_kind IS NOT NULL THEN",
}
