"""The quarantine holds what was parsed, and not what came."""

KILLED_BY = 2
REPLACE = {'return landed, parsed.where("_corrupt_record IS NOT NULL")': 'return landed, parsed.where("_corrupt_record IS NOT NULL").withColumn("_corrupt_record", F.to_json(F.struct(*schema.fieldNames())))'}
