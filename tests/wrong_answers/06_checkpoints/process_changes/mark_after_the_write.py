"""The mark is the newest version when the write is over."""

KILLED_BY = 1  # the first run already marks what came while it wrote; 4 builds on 1
REPLACE = {
    "checkpoints.set_checkpoint(target, source, newest, expected=done)": 'checkpoints.set_checkpoint(target, source, DeltaTable.forName(spark, source).history(1).first()["version"])',
}
