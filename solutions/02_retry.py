# %% [markdown]
# # 02 Retry (being written)

# %% locked="setup"
from autograder import lesson

lesson.start("02_retry")

# %% [markdown]
# ## Part 1: the delays and the decorator

# %% [markdown]
# ## Part 2: the network, lazy reads, the circuit breaker
