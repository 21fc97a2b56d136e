"""A trial that ends by an interrupt is never booked as over: every later call is refused."""

KILLED_BY = 8
REPLACE = {
    """            if is_trial:
                self._trial_runs = False""": """            if is_trial and outcome != "unknown":
                self._trial_runs = False"""
}
