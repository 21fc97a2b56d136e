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
def desk(tmp_path_factory, jvm):
    """(folder, address, page): a learner's working copies, Lab on them, and a browser page."""
    folder = tmp_path_factory.mktemp("work")
    with lab(folder, gateway_environment(jvm)) as address, browser_page() as page:
        yield folder, address, page


@pytest.fixture
def cleared(desk, jvm):
    """One notebook at a time: afterwards its kernel is gone, and the session that it left in the JVM."""
    from py4j.protocol import Py4JError

    yield desk
    _, address, page = desk
    shut_down_kernels(page, address)
    with suppress(Py4JError):  # it started none
        clear_gateway(jvm)
