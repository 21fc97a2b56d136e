"""One Lab, one Chromium and one JVM for all tests in the browser."""

from contextlib import suppress

import pytest
from jupyter_lab import browser_page, lab, shut_down_kernels

from autograder.spark import clear_gateway, gateway_environment, stop_gateway, warm_jvm


@pytest.fixture(scope="session")
def jvm():
    """A JVM that the kernels of Lab join; how one starts by itself is tested in tests/unit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_LONG_LIVED", "1")
        gateway = warm_jvm()
    yield gateway
    stop_gateway(gateway)


@pytest.fixture(scope="session")
def first_page():
    """A page of the one Chromium: Playwright takes no second one in a process."""
    with browser_page() as page:
        yield page


@pytest.fixture
def another_page(first_page):
    """A page that shares nothing with the first, as in a private window."""
    with first_page.context.browser.new_page() as page:
        yield page


@pytest.fixture(scope="session")
def desk(tmp_path_factory, jvm, first_page):
    """(folder, address, page): a learner's working copies, Lab on them, and a browser page."""
    folder = tmp_path_factory.mktemp("work")
    with lab(folder, gateway_environment(jvm)) as address:
        yield folder, address, first_page


@pytest.fixture
def cleared(desk, jvm):
    """One notebook at a time: afterwards its kernel is gone, and the session that it left in the JVM."""
    from py4j.protocol import Py4JError

    yield desk
    _, address, page = desk
    shut_down_kernels(page, address)
    with suppress(Py4JError):  # it started none
        clear_gateway(jvm)
