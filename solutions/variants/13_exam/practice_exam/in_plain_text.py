"""Sits it by the methods that print, as one does without widgets."""


def my_exam():
    page = lesson.exam("ada")
    exam = page.exam
    if exam.attempt is None:
        page.start()
        for number in range(1, exam.size + 1):
            shown = exam.shown(number)
            page.answer(number, shown.spelled(exam.items[shown.question.id].key))
        page.submit()
    return page
