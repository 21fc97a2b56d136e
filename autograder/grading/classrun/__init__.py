"""A class graded on Dask: the plan, the workers, and one grader at a time."""
