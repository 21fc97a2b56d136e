# %% [markdown]
# # Exam: what it asks, and a practice one
#
# *Time: 150 minutes, 90 of them the practice exam. Fast track: 5 minutes (the exam tips).*
#
# The lessons asked whether your code holds. An exam asks whether you can say why. Here are the tips of all lessons on
# cards, the six ideas that are misunderstood most often, the questions that every candidate should be able to answer,
# a warm-up, and a practice exam with a clock.

# %% locked="setup"
from autograder import lesson

lesson.start("13_exam")

# %% [markdown]
# ## The real exams
#
# | | Data Engineer Associate | Data Engineer Professional |
# |---|---|---|
# | scored questions | 45 | 59 |
# | time | 90 minutes | 120 minutes |
# | source | [exam guide of May 2026](https://www.databricks.com/learn/certification/data-engineer-associate) | [exam guide of 30 November 2025](https://www.databricks.com/learn/certification/data-engineer-professional) |
#
# Both are Databricks Certified exams. They may ask further questions that are not scored, and nothing marks these.
# Guides change: read the one that is valid on your day. Pass marks and weights that you find elsewhere are as old as
# the guide they were taken from.
#
# The practice exam below has the Associate's length. Its questions are this course's own, about pipelines in
# production, so a good score here says that you know this course. It does not say that you know the platform's menus.

# %% [markdown]
# ## Exam tips
#
# Each card is a situation. Say what you would do and what you would not, then unfold it: `Tab` moves from card to
# card, the space bar opens and closes.

# %%
lesson.cards("tip")

# %% [markdown]
# ## Six key concepts
#
# Every one of them has a slogan, and exam questions are made of what the slogan leaves out. What does it leave out?

# %%
lesson.cards("concept")

# %% [markdown]
# ## Questions and answers
#
# Recognising an answer is easy. Finding it is what you need. Answer each question in two sentences, aloud or on paper,
# *before* you unfold it.

# %%
lesson.cards("question")

# %% [markdown]
# `autograder quiz anki` writes all cards to a file that Anki imports.
#
# ## Warm-up
#
# Ten questions without a clock, kept under the name "warming up". Every answer is kept at once, in
# `13_exam.answers.json` beside this notebook: you can close the tab, restart the kernel, and go on. *Flag* what you
# want to see again, *Review* lists all questions, and *Submit* shows the result with a reason for every option.

# %%
lesson.exam("warming up", "warm-up")

# %% [markdown]
# Two habits that pay in any exam. Read the question's last sentence first: it says what is asked. And answer every
# question, even by a guess: an open answer is never right.
#
# ## The practice exam
#
# 45 questions, 90 minutes, drawn for your name by a blueprint over all topics and three levels (recall, apply,
# analyse). The clock starts with *Start* and goes on when you reload or close the page. It is graded from the answer
# file, so hand in `13_exam.answers.json` together with this notebook. You may take as many forms as you like.
# The first three under your name count for your mark, and of them the best that you submit; the page says so, or which
# number your instructor has chosen. To try the clock before, open it under another name. Answers count that were given between *Start* and *Submit*, within the time.

# %% exercise="practice_exam"
def my_exam():
    """The practice exam, opened under your name: return `lesson.exam("your name")`.

    Use the name under which you hand in, because the questions are drawn for it, and a sheet of another name is not
    scored. Calling it again goes on with the same attempt.
    """
    ### BEGIN SOLUTION
    from autograder.quiz.exam.model_answer import answer_by_key

    page = lesson.exam("model answer")
    answer_by_key(page.exam)  # the instructor's copy only: you answer yourself
    return lesson.exam("model answer")
    ### END SOLUTION


# %%
page = my_exam() if lesson.solved("practice_exam") else None
page

# %% [markdown]
# Where widgets do not run, the same exam works in plain text: `page.start()`, `page.show(7)`, `page.answer(7, "b")`,
# `page.flag(7)`, `page.review()`, `page.submit()`, `page.result(explain=True)`.
#
# The check below reads the answer file. Run its cell again when you have submitted.

# %% check="practice_exam"
lesson.check("practice_exam")

# %% [markdown]
# ## What next
#
# The result lists the topics below 70 %, the weakest first, each with its lesson. Read that lesson again and do its
# *Break it* section, because a question that you got wrong is a mechanism that you have not seen fail yet. Then take a
# new form. The plot above shows whether it helped.

# %%
if page is not None:
    page.result()

# %% [markdown]
# ## Takeaways
#
# | DO | DON'T |
# |---|---|
# | recall before you look | read the explanation first and nod |
# | answer everything, flag what is open | let one question eat ten minutes |
# | ask what a slogan leaves out | choose the option that sounds like one |
# | read the guide of your exam day | trust weights or pass marks from a blog |
