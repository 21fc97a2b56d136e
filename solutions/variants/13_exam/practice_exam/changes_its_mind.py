"""Answers, flags and takes back on the way, and fails a first attempt: the best one counts."""


def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    exam.start()
    exam.submit()
    exam.start()
    for number in range(exam.size, 0, -1):
        exam.choose(number, ())
        exam.flag(number)
        exam.choose(number, exam.items[exam.shown(number).question.id].key)
    exam.submit()
    return page
