"""From solved lessons to learners' notebooks, through nbgrader.

    solutions/NN_topic.py  --source-->  cells  --rules-->  --notebook-->  nbgrader's source notebook
    --release (nbgrader generate_assignment)-->  release notebook  --canonical-->  notebooks/NN_topic.ipynb

Only `solution_source` is imported here: it runs inside a learner's kernel and must not pay for nbgrader.
"""

from autograder.authoring.source import solution_source

__all__ = ["solution_source"]
