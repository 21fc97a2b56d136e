"""The one set-up of Spark: Java, Delta's JARs, Hadoop's defaults and the class archive.

`faults`, `java`, `jars`, `lock`, `pins` and `progress` need the standard library alone and no syntax that
Python 3.8 lacks: `install.py` uses them before there is an environment. The rest runs in the environment.
"""
