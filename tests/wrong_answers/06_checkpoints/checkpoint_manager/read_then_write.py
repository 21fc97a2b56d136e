"""The MERGE writes over whatever is there now: of two runs the slower one wins, and nobody hears of it."""

KILLED_BY = 7
REPLACE = {
    "WHEN MATCHED AND t.kind = :old_kind AND t.value = :old_value THEN UPDATE SET *": "WHEN MATCHED THEN UPDATE SET *",
    "WHEN NOT MATCHED AND :old_kind IS NULL THEN INSERT *": "WHEN NOT MATCHED THEN INSERT *",
    '"kind": new[0], "value": new[1], "old_kind": old[0], "old_value": old[1]': '"kind": new[0], "value": new[1]',
}
