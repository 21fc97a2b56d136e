# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Some kernel
#     language: python
#     name: some-kernel
# ---

# %% [markdown]
# # Parcels
#
# A lesson for the build's own tests. It shows what a source may hold: a fence with code,
#
# ```text
# not a cell: %% here
# ```
#
# and characters beyond ASCII, "—" and "é".

# %% locked="setup"
from autograder import lesson

lesson.start("01_parcels")

# %% [markdown]
# ## Weigh

# %%
parcels = [("a", 3), ("b", None)]
print(parcels)

# %% exercise="total_weight"
def total_weight(parcels):
    """Sum of the known weights, in kilograms."""
    ### BEGIN SOLUTION
    known_weights = [weight for _, weight in parcels if weight is not None]
    return sum(known_weights)
    ### END SOLUTION


# %% check="total_weight"
lesson.check("total_weight")

# %% tags=["raises-exception"]
raise ValueError("shown on purpose")

# %%
parcels = [("a", 3), ("b", None)]
print(parcels)
