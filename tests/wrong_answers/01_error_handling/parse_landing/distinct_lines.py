"""Makes the quarantine distinct: how often the feed sent a broken line is lost."""

KILLED_BY = 2
REPLACE = {'return landed, parsed.where("_corrupt_record IS NOT NULL")': 'return landed, parsed.where("_corrupt_record IS NOT NULL").distinct()'}
