"""A real browser, where there is one."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

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
