"""Opens the exam and returns nothing, so that the next cell has no page to show."""
from autograder.quiz.exam.model_answer import answer_by_key

KILLED_BY = 1


def my_exam():
    answer_by_key(lesson.exam("ada").exam)
