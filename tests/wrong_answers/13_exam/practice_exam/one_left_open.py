"""Submits with one question open."""
KILLED_BY = 1
ALSO = (2,)


def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    for number in range(2, exam.size + 1):
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    exam.submit()
    return page
