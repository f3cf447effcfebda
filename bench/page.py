"""Put the hostile data through the page in a real browser: every naughty string, and every file of odd encoding.

Usage: python bench/page.py DATA, where DATA is the folder of shared/data. Each string is the title, the source, a
paragraph of the article and part of the model's statement at once (and again without the last where the service
refuses such a statement); it must run nothing, ask nobody, and move nothing at phone width. Each file is dropped on the
page; its paragraphs must come out right, or a message. Exits 1 otherwise.
"""

import json
import sys
import tempfile
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from service.domain.han import SIMPLIFIED
from tests.domain.samples import CHINESE
from tests.end_to_end.conftest import CHROMIUM
from tests.end_to_end.editors_desk import Model, drop, watched
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

PHONE = {"width": 390, "height": 844}
BACKENDS = 61
BRIEF, REFUSED = "brief", "refused in words"
# What may be lost of the characters: what Big5 cannot hold, and lines that trafilatura leaves out because they repeat.
LOST = {"big5": 0.03, "html_gbk_declared_utf8": 0.005, "html_utf8_declared_gb2312": 0.005}


def main() -> None:
    data = Path(sys.argv[1]) / "adversarial"
    model = Model()
    with tempfile.TemporaryDirectory() as folder, StubEndpoint(model) as endpoint, sync_playwright() as playwright:
        # As many names of the one stub as are needed for the breaker of none to open: it refuses much of what follows.
        models = ",".join(f"custom/m{n}" for n in range(BACKENDS))
        settings = {"LLM": models, "LLM_BASE_URL": endpoint.base_url}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(Path(folder) / "log", **settings) as address:
            harmed = _strings(browser, address, model, _rows(data / "blns" / "data.jsonl"))
            garbled = _files(browser, address, data.parent)
        browser.close()
    sys.exit(bool(harmed or garbled))


def _strings(browser, address, model, rows):
    outcomes, harmed = Counter(), []
    for n, row in enumerate(rows):
        text, backend = row["string"], f"custom/m{n % (BACKENDS - 1) + 1}"
        model.says = f"Core Insights\n- The company said in its long statement that {text} [1: “{CHINESE[0][:10]}”]\n\n"
        model.says += f"Group 1: {text}\n- Small companies should afford it, she said [2: “{CHINESE[1][:10]}”]"
        outcome = _string(browser, address, text, backend)
        if outcome == REFUSED:
            model.says = None
            outcome = f"{outcome} of the model; {_string(browser, address, text + ' ', backend)} with it in the article"
        outcomes[outcome] += 1
        if outcome.split(";")[-1].split(" with")[0].strip() not in {BRIEF, REFUSED}:
            harmed.append((row["id"], outcome))
    print(f"{len(rows)} strings: {dict(outcomes)}", *harmed, sep="\n", flush=True)
    return harmed


def _string(browser, address, text, backend):
    with watched(browser, address, viewport=PHONE) as desk:
        page = desk.page
        desk.go("/")
        page.fill("#text", "\n\n".join((*CHINESE[:3], text)))
        page.fill("#title", text[:500])
        page.fill("#source", text[:500])
        page.select_option("#language", "en")
        page.select_option("#backend", backend)
        page.click("button.primary")
        page.wait_for_selector("#evidence, #notice .problem")
        outcome = BRIEF if page.locator("#evidence").count() else REFUSED
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            outcome = "too wide"
        elif (
            page.evaluate("document.querySelectorAll('script').length") > 3
            or page.evaluate("document.baseURI") != page.url
        ):
            outcome = "markup of its own"
        errors = [error for error in desk.errors if "the server responded with a status of" not in error]
        desk.errors.clear()
    return errors[0] if errors else outcome


def _files(browser, address, data):
    articles = {row["id"]: row for row in _rows(data / "articles_zh.jsonl")}
    rows, garbled = _rows(data / "adversarial" / "encodings" / "manifest.jsonl"), []
    for row in rows:
        with watched(browser, address) as desk:
            desk.go("/")
            drop(desk.page, Path(row["file"]).name, (data / row["file"]).read_bytes())
            got, refused = desk.page.input_value("#text"), desk.page.inner_text("#notice")
            desk.errors.clear()
        likeness = _likeness(got, articles[row["expected_article_id"]])
        right = likeness >= 1 - LOST.get(row["variant"], 0)
        print(f"  {row['id']:60} {'refused: ' + refused if refused else f'{likeness:.4f}'}")
        if not right and not refused:
            garbled.append(row["id"])
    print(f"{len(rows)} files: {len(rows) - len(garbled)} right or refused in words", *garbled, sep="\n")
    return garbled


def _likeness(got, article):
    """Return how alike the paragraphs are: 1 where each stands there, whole and apart; HTML keeps no line in them."""
    wanted = article["paragraphs"]
    return max(_ratio(got.split("\n"), lines, article["title"]) for lines in (wanted, "\n".join(wanted).split("\n")))


def _ratio(*texts_and_title):
    *texts, title = texts_and_title
    ours, theirs = ([plain for line in lines if (plain := _plain(line)) and plain != _plain(title)] for lines in texts)
    return 1.0 if ours == theirs else SequenceMatcher(None, "\n".join(ours), "\n".join(theirs), autojunk=False).ratio()


def _plain(text):
    return "".join(unicodedata.normalize("NFKC", text).translate(SIMPLIFIED).split())


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


if __name__ == "__main__":
    main()
