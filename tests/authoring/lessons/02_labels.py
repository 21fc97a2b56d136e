# %% [markdown]
# # Labels

# %% locked="setup"
from autograder import lesson

lesson.start("02_labels")

# %% exercise="is_fragile" checked_by="print_label"
def is_fragile(parcel):
    """Whether the parcel asks for care."""
    ### BEGIN SOLUTION
    return "glass" in parcel["contents"].lower()
    ### END SOLUTION


# %% exercise="Labeller" checked_by="print_label"
class Labeller:
    """Prints labels; counts them."""

    def __init__(self):
        self.printed = 0

    def print(self, parcel):
        """One line of text."""
        ### BEGIN SOLUTION
        self.printed = self.printed + 1
        return f"{parcel['name']}: {'FRAGILE' if is_fragile(parcel) else 'plain'}"
        ### END SOLUTION

    def count(self):
        """Labels printed so far."""
        if self.printed:
            ### BEGIN SOLUTION
            return int(self.printed)
            ### END SOLUTION
        return 0


# %% check="print_label"
lesson.check("print_label")
