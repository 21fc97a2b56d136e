"""Sits the exam under one name, then begins again under another: the last name counts."""
from autograder.quiz.exam.model_answer import answer_by_key

KILLED_BY = 1
ALSO = (2,)


def my_exam():
    answer_by_key(lesson.exam("ada").exam)
    page = lesson.exam("bob")
    page.exam.start()
    return page
