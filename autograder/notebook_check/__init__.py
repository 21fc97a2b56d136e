"""`autograder check`: one learner's notebook, checked on the learner's own machine as in Lab.

The notebook is read, never written. What the checks need runs in a fresh kernel in its folder: in no box, for
it is the learner's own code on the learner's own machine, and without a gradebook.
"""
