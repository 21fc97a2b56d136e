"""The MERGE asks again, and its answer is thrown away."""

KILLED_BY = 7
REPLACE = {
    'if done["num_affected_rows"] == 0:': "if False:",
}
