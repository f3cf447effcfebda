"""A real browser, where there is one."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.end_to_end.editors_desk import Model
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window; skipped where it is not installed, save in CI, which says BROWSER_TESTS=required."""
    if not CHROMIUM.exists():
        missing = f"no Chromium at {CHROMIUM}: install it (apt-get install chromium fonts-noto-cjk), or set CHROMIUM"
        (pytest.fail if os.environ.get("BROWSER_TESTS") == "required" else pytest.skip)(missing)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]  # as root in a container there is no sandbox
        with playwright.chromium.launch(executable_path=CHROMIUM, args=arguments) as browser:
            yield browser


@pytest.fixture(scope="session")
def _desk(browser, tmp_path_factory):
    model = Model()
    with StubEndpoint(model) as endpoint:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "REQUEST_TIMEOUT_SECONDS": "8"}
        with served(tmp_path_factory.mktemp("desk") / "log", **settings) as address:
            yield model, address


@pytest.fixture
def model(_desk):
    """What answers the service behind the page, to be told what to say."""
    model, _ = _desk
    model.says, model.tokens_per_second = None, 0.0
    return model


@pytest.fixture
def address(_desk, model):
    """The address of a service with a page, one for all tests of it."""
    return _desk[1]
