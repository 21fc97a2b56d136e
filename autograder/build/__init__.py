"""From solved lessons to learners' notebooks, through nbgrader.

    solutions/NN_topic.py  --source-->  cells  --rules-->  --notebook-->  nbgrader's source notebook
    --release (nbgrader generate_assignment)-->  release notebook  --canonical-->  notebooks/NN_topic.ipynb

Nothing is imported here: `solution_source` is called inside a learner's kernel and must not pay for nbgrader.
"""
