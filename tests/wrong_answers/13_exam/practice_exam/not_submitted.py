"""Answers everything and forgets to submit."""
KILLED_BY = 1


def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    for number in range(1, exam.size + 1):
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    return page
