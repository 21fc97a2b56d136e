"""Counts for each rule how many rows meet it."""

KILLED_BY = 3
REPLACE = {'F.count_if(F.array_contains("_failed_rules", name))': 'F.count_if(~F.array_contains("_failed_rules", name))'}
