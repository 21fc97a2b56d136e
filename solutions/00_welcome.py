# %% [markdown]
# # Welcome: five ways a pipeline breaks
#
# *Time: 20 minutes. Fast track: 5 minutes (the environment check and the toy exercise).*
#
# This course teaches you to run Spark and Delta pipelines in production. Every lesson starts from a failure.
# You see it happen on real data, you fix it, and a check tries to break your fix.

# %% locked="setup"
from autograder import flights, lesson

lesson.start("00_welcome")

# %% [markdown]
# ## Is your machine ready?
#
# The next cell starts Spark, writes a Delta table and merges into it. The first start takes some seconds.
# A line that begins with `problem` tells you what to do. You can go on reading meanwhile.

# %%
lesson.environment()

# %% [markdown]
# ## The story
#
# You run the on-time pipeline of New York's three airports. Real flights, 336,776 planned departures of 2013, arrive in
# daily batches:
#
# ```
#  the evening before          the morning after
#  SCHEDULE batch              ACTUALS batch (delays, cancellations)
#        \                          /      often late, repeated, out of order
#         v                        v
#   bronze: as received  -->  silver.flights: one row per flight  -->  gold.on_time_daily
# ```
#
# Look at one real flight in both batches. The evening before, nobody knows when it will leave.

# %%
import pandas as pd

day = "2013-03-08"
columns = ["flight_date", "carrier", "flight", "origin", "dep_time", "dep_delay", "updated_at"]
both = pd.concat([flights.schedule_batch(day), flights.actuals_batch(day)])
one = both[(both["carrier"] == "9E") & (both["flight"] == 3315)]
one.sort_values("updated_at")[columns]

# %% [markdown]
# Two rows, one flight. The four columns `flight_date, carrier, flight, origin` identify it: the *business key*.
# `updated_at` says which row is newer. Almost every incident in this course comes from forgetting one of the two.
#
# Here is the year. Each bar is one day's cancelled flights.

# %%
import matplotlib.pyplot as plt

year = flights.flights()
cancelled = year[year["dep_time"].isna()].groupby("flight_date").size()
fig, ax = plt.subplots(figsize=(9, 2.6))
ax.bar(pd.to_datetime(cancelled.index), cancelled.values, width=1.0)
ax.set_title(f"{cancelled.sum():,} of {len(year):,} flights cancelled, most on {cancelled.idxmax()}")
ax.set_ylabel("cancelled flights")
plt.show()

# %% [markdown]
# A cancelled flight has no departure time: `dep_time` is NULL. That NULL is the first trap, and you meet it below.
# The tall bars are bad days, not broken pipelines. A monitoring rule that cannot tell them apart wakes you for nothing.
#
# ## Five principles, five failures
#
# | principle | what will go wrong in this course |
# |---|---|
# | reliability | the source answers 503 at 02:10, and a retry loop makes it worse |
# | observability | the pipeline stops running, and every dashboard stays green |
# | maintainability | a rename upstream turns a column into NULLs, and nothing fails |
# | scalability | a filter behind a function reads 365 days to answer for one |
# | security | a password travels in an error message into a log that everybody reads |
#
# ## How an exercise works
#
# An exercise is a function with a contract: its docstring. You replace the line that raises
# `NotImplementedError`, run the cell, then run the check below it. Try the check first, before you write anything.


# %% exercise="on_time_rate"
def on_time_rate(delays: list[int | None]) -> float | None:
    """The share of departures that left less than 15 minutes late, between 0 and 1.

    `delays` holds one departure delay in minutes per flight: negative when early, None when the flight was
    cancelled. Cancelled flights did not depart: they count neither as on time nor as late.
    Returns None when no flight departed.
    """
    ### BEGIN SOLUTION
    departed = [delay for delay in delays if delay is not None]
    if not departed:
        return None
    return sum(delay < 15 for delay in departed) / len(departed)
    ### END SOLUTION


# %% check="on_time_rate"
lesson.check("on_time_rate")

# %% [markdown]
# The card lists every promise of the contract. A criterion that fails shows what was expected, what your function
# gave, and how to see it yourself. *Stretch* criteria are for the full track: they may stay open.
#
# Every run draws a new scenario, so an answer that only fits one example does not pass.
# Stuck? Each call of `hint` says a little more.

# %%
lesson.hint("on_time_rate")

# %% [markdown]
# `lesson.solution("on_time_rate")` shows the solution. `lesson.give("on_time_rate")` defines it in your notebook,
# if you want to go on without solving an exercise; it does not count as yours.
#
# Now put your function to work: the on-time rate of the three airports on the day of a storm.

# %%
if lesson.solved("on_time_rate"):
    storm = flights.actuals_batch("2013-03-08")
    for origin, rows in storm.groupby("origin"):
        delays = [None if pd.isna(d) else int(d) for d in rows["dep_delay"]]
        counts = f"{len(delays)} planned, {delays.count(None):>3} cancelled"
        print(f"{origin}  {counts}, on time {on_time_rate(delays):.0%}")

# %% [markdown]
# ## Questions
#
# Each lesson ends with a few questions. `Tab` moves from option to option and the space bar chooses, or use the
# mouse; then press *Check*. Where widgets do not run, the question appears as text: answer it with
# `lesson.answer("00-01", "b")`.

# %%
lesson.quiz("00-01")

# %%
lesson.quiz("00-02")

# %% [markdown]
# ## Two tracks
#
# **Full track**: every exercise, every criterion. **Fast track**: the exercises marked so at the top of each lesson,
# and of those only the core criteria; about 90 minutes for the whole course. An exercise whose core holds is passed.
#
# What you can do at the end:

# %%
lesson.objectives()

# %% [markdown]
# `lesson.progress()` shows how far you are, at any time, in any notebook.

# %%
lesson.progress()

# %% [markdown]
# ## Takeaways
#
# **Do** treat a missing value as a question: what does NULL mean here, and does it belong in this count?
#
# **Don't** trust a function that was only run on the data its author had in mind.
#
# Official documentation: [Spark](https://spark.apache.org/docs/latest/), [Delta Lake](https://docs.delta.io/),
# [how the US government counts a late flight](https://www.bts.gov/explore-topics-and-geography/topics/airline-time-performance-and-causes-flight-delays).
