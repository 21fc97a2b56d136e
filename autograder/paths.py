"""Where things are: the one module that knows the project's folders."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("AUTOGRADER_ROOT", PACKAGE.parent)).resolve()

SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = ROOT / "notebooks"
DATA = ROOT / "data"
BUILD = ROOT / "build"  # everything generated: JARs, class archive, logs, benchmark figures
CLASSROOM = ROOT / "classroom"  # the nbgrader course

ITEMS = PACKAGE / "quiz" / "items"  # the question bank

JARS = BUILD / "jars"  # Delta's JARs, copied flat at set-up
HADOOP_DEFAULTS = BUILD / "hadoop-defaults.jar"  # a JAR: the class archive allows no folders
CLASS_ARCHIVE = BUILD / "spark-classes.jsa"
LOGS = BUILD / "logs"
STATE = Path(os.environ.get("AUTOGRADER_STATE", BUILD / "state"))  # a learner's progress and answers
