"""The real nbgrader around our box: its steps, its miniature courses, its releases and its gradebook."""
