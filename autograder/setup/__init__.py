"""What set-up needs before there is an environment. Standard library only, no syntax after Python 3.8.

`install.py` makes the environment with it; `autograder.spark.prepare` then makes Spark ready in there.
"""
