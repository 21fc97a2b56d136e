"""What landed has a column more than the schema."""

KILLED_BY = 1
REPLACE = {'.where("_corrupt_record IS NULL").drop("_corrupt_record")': '.where("_corrupt_record IS NULL")'}
