# %% [markdown]
# # 05 Idempotent writes (being written)

# %% locked="setup"
from autograder import lesson

lesson.start("05_idempotent_writes")

# %% [markdown]
# ## Part 1: one row per key, one MERGE

# %% [markdown]
# ## Part 2: appends, streams, gold, deletes
