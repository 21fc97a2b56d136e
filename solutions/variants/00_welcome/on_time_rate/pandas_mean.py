"""With pandas: NULLs dropped, the mean of a boolean column."""

import pandas as pd


def on_time_rate(delays):
    departed = pd.Series(delays, dtype="Int64").dropna()
    return float((departed < 15).mean()) if len(departed) else None
