"""Opens the exam and never presses Start."""

KILLED_BY = 1
ALSO = (2,)


def my_exam():
    return lesson.exam("ada")
