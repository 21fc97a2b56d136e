"""Mistakes in ``practice_exam``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.exam.practice import PracticeExam

MISTAKES = [
    mistake(
        "always_a",
        "Guesses: the first answers that each question takes.",
        killed_by=PracticeExam.right,
        whole="""
from autograder.quiz.models import Kind



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
""",
    ),
    mistake(
        "another_name_in_the_end",
        "Sits the exam under one name, then begins again under another: the last name counts.",
        killed_by=PracticeExam.submitted,
        also=(PracticeExam.right,),
        whole="""
from autograder.quiz.exam.model_answer import answer_by_key



def my_exam():
    answer_by_key(lesson.exam("ada").exam)
    page = lesson.exam("bob")
    page.exam.start()
    return page
""",
    ),
    mistake(
        "forgets_to_return",
        "Opens the exam and returns nothing, so that the next cell has no page to show.",
        killed_by=PracticeExam.submitted,
        whole="""
from autograder.quiz.exam.model_answer import answer_by_key



def my_exam():
    answer_by_key(lesson.exam("ada").exam)
""",
    ),
    mistake(
        "never_begun",
        "Opens the exam and never presses Start.",
        killed_by=PracticeExam.submitted,
        also=(PracticeExam.right,),
        whole="""
def my_exam():
    return lesson.exam("ada")
""",
    ),
    mistake(
        "not_submitted",
        "Answers everything and forgets to submit.",
        killed_by=PracticeExam.submitted,
        whole="""
def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    for number in range(1, exam.size + 1):
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    return page
""",
    ),
    mistake(
        "one_left_open",
        "Submits with one question open.",
        killed_by=PracticeExam.submitted,
        also=(PracticeExam.right,),
        whole="""
def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    for number in range(2, exam.size + 1):
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    exam.submit()
    return page
""",
    ),
    mistake(
        "only_the_warm_up",
        "Takes the warm-up for the exam.",
        killed_by=PracticeExam.submitted,
        also=(PracticeExam.right,),
        whole="""
from autograder.quiz.exam.model_answer import answer_by_key



def my_exam():
    page = lesson.exam("ada", "warm-up")
    answer_by_key(page.exam)
    return page
""",
    ),
]
