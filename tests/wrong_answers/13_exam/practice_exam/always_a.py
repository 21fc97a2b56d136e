"""Guesses: the first answers that each question takes."""
from autograder.quiz.models import Kind

KILLED_BY = 2


def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    for number in range(1, exam.size + 1):
        shown = exam.shown(number)
        letters = {Kind.ORDERING: shown.letters, Kind.MULTIPLE: shown.letters[:2]}
        exam.choose(number, shown.chosen(letters.get(shown.question.kind, "a")))
    exam.submit()
    return page
