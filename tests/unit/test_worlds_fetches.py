"""Fetches are noticed once each, whatever they are made of, and the class is left as it was."""

import pytest

from autograder.worlds.fetches import noticed, unnoticed


class Row(tuple):
    def asDict(self):
        return {}


class Frame:
    """A DataFrame's fetchers, as they call each other."""

    def collect(self):
        return [Row((1, 2, 3)), Row((4, 5, 6))]

    def head(self):
        rows = self.collect()
        return rows[0]

    def first(self):
        return self.head()

    def toLocalIterator(self):
        yield from self.collect()


@pytest.mark.parametrize(
    ("fetch", "rows"), [("collect", 2), ("first", 1), ("head", 1), ("toLocalIterator", 2)]
)
def test_a_fetch_is_noticed_once_with_its_rows(fetch, rows):
    """Also when one fetcher is made of others, and when rows come one by one."""
    seen = []
    with noticed(Frame, seen.append):
        list(getattr(Frame(), fetch)())
    assert seen == [rows]


def test_what_the_watcher_fetches_itself_is_not_noticed():
    """Neither inside `then` nor under `unnoticed`."""
    seen = []

    def then(rows):
        seen.append(rows)
        Frame().collect()

    with noticed(Frame, then):
        Frame().collect()
        with unnoticed():
            Frame().collect()
    assert seen == [2]


def test_the_class_is_as_before_also_after_an_error():
    """The learner's next cell must not be watched."""
    before = Frame.collect
    with pytest.raises(RuntimeError), noticed(Frame, lambda _: None):
        raise RuntimeError
    assert Frame.collect is before
