"""Take the screenshots of the README anew, into docs/; pngquant makes them small (64 colours).

Usage: python bench/screenshots.py
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from tests.end_to_end.conftest import CHROMIUM
from tests.end_to_end.editors_desk import BRIEFS, PARTLY, Model, watched
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

ROOT = Path(__file__).parents[1]
WIDE = {"viewport": {"width": 1200, "height": 760}}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "zh-CN", "has_touch": True}


def main() -> None:
    model = Model()
    with tempfile.TemporaryDirectory() as folder, StubEndpoint(model) as endpoint, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url}
        with served(Path(folder) / "log", **settings) as address:
            model.says = BRIEFS["zh"]
            with watched(browser, address, **WIDE) as desk:
                _brief(desk, "zh", "en")
                desk.page.hover(".statement .cites .cite")
                _keep(desk.page, "page-brief")
                desk.go("/check?sample=zh")
                desk.page.click("button.primary")
                desk.done()
                desk.page.hover(".fact.fails .cite")
                _keep(desk.page, "page-check")
            model.says = PARTLY
            with watched(browser, address, **PHONE) as desk:
                _brief(desk, "zh", "en", "公司未就此置评。")
                desk.page.tap(".statement .cites .cite")
                _keep(desk.page, "page-phone")
        browser.close()


def _brief(desk, article, language, more=""):
    desk.go("/")
    desk.paste(article, language, more)
    desk.done()


def _keep(page, name):
    path = ROOT / "docs" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
    subprocess.run(["pngquant", "--force", "--output", path, "64", path], check=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
