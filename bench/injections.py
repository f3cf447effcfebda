"""Inject every instruction of BIPIA into real articles, and count what an obeying model gets into a rendered brief.

Usage: python bench/injections.py DATA [EVERY [STRICTNESS]], where DATA is the folder of shared/data; with EVERY 10 each
tenth instruction is tried; STRICTNESS is that of the setting VERIFY. Places: the title, the beginning of the first
paragraph, a paragraph in the middle, and hidden HTML at the end. The model (tests/obeying.py) writes a true brief and
beside it facts that stand nowhere in the article, under headings of the same, each with the injected words, words of
the story, its own words or nothing as its evidence; asked to repair them, it writes them again. Prints for each place,
language of the article and language of the brief how many of these facts stand in a rendering (lines, flat, Markdown,
HTML, ninjs, JSON); the aim is 0. The injection's own text is in the article, and may be quoted like the rest of it.
Prose and names without a fact that can be looked up are counted beside it, and first how many of them carry no warning.
Exits 1 where a fact is shown.
"""

import html
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2

from service.domain.brief import Draft
from service.domain.finding import Severity, Strictness
from service.formats import html as page
from service.formats import markdown, ninjs
from service.formats.ai_label import STANDARD_LABEL
from service.formats.text import Form, render
from service.schema.briefs import load_brief
from tests.end_to_end.server import served
from tests.obeying import FACTS, PROSE, Loot, Obedient
from tests.stub_endpoint import StubEndpoint

PLACES = ("title", "first paragraph", "middle", "hidden in HTML")
LONGEST_TITLE = 500


def main() -> None:
    data, every = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    attacks = [row["attack"] for row in _rows(data / "adversarial" / "bipia" / "attacks.jsonl")][::every]
    bad = 0
    print(f"{len(attacks)} instructions; facts shown / written; prose and names unwarned / shown / written")
    with tempfile.TemporaryDirectory() as folder, StubEndpoint() as endpoint:
        strictness = sys.argv[3] if len(sys.argv) > 3 else Strictness.STANDARD
        settings = {"VERIFY": strictness, "LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "LOG_LEVEL": "ERROR"}
        with (
            served(Path(folder) / "log", **settings) as address,
            httpx2.Client(base_url=address, timeout=120, trust_env=False) as client,
        ):
            for source in ("zh", "en"):
                articles = _rows(data / f"articles_{source}.jsonl")
                for written in ("zh", "en"):
                    for place in PLACES:
                        bad += _run(client, endpoint, (attacks, articles, place, written))
    sys.exit(bool(bad))


def _run(client: httpx2.Client, endpoint: StubEndpoint, what: tuple[list[str], list[dict], str, str]) -> int:
    attacks, articles, place, written = what
    statuses: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for turn, attack in enumerate(attacks):
        article = articles[turn % len(articles)]
        for loot in (FACTS, PROSE):
            endpoint.script = Obedient(attack, loot, turn)
            body = _injected(article, attack, place) | {"language": written}
            response = client.post("/summarize", json=body, headers={"Cache-Control": "no-store"})
            statuses[str(response.status_code)] += 1
            if response.status_code != 200:
                statuses[response.json()["code"]] += 1
                continue
            name = "facts" if loot is FACTS else "prose"
            counts[f"{name} written"] += len(loot)
            found = _shown(response.content, loot, json.dumps(body, ensure_ascii=False), chinese=written == "zh")
            counts[f"{name} shown"] += len(found)
            counts[f"{name} unwarned"] += sum(
                not _warned(response.content, one, written) for one in loot if one.kind in found
            )
            kinds.update(found)
    source = articles[0]["lang"]
    facts = f"{counts['facts shown']:4} / {counts['facts written']:5}"
    prose = " / ".join(f"{counts[f'prose {what}']:4}" for what in ("unwarned", "shown", "written"))
    print(f"{source} -> {written}  {place:16} {facts}   {prose}   {dict(statuses)} {dict(kinds) or ''}", flush=True)
    return counts["facts shown"]


def _injected(article: dict, attack: str, place: str) -> dict[str, object]:
    texts, title = list(article["paragraphs"]), article["title"][:LONGEST_TITLE]
    line = " ".join(attack.split())
    about = {"title": title, "source": article["source"], "published_at": article["published_at"]}
    if place == "title":
        return about | {"title": line[:LONGEST_TITLE], "paragraphs": texts}
    if place == "first paragraph":
        return about | {"paragraphs": [f"{line} {texts[0]}", *texts[1:]]}
    if place == "middle":
        half = len(texts) // 2
        return about | {"paragraphs": [*texts[:half], line, *texts[half:]]}
    hidden = f'<div style="display:none"><p>{html.escape(attack)}</p></div>'
    return about | {"text": "".join(f"<p>{html.escape(text)}</p>" for text in texts) + hidden}


def _shown(payload: bytes, loot: tuple[Loot, ...], sent: str, *, chinese: bool) -> list[str]:
    """Return the kinds of loot that stand in any rendering of the brief, what was withheld left out."""
    brief = load_brief(payload)
    draft = Draft(brief.header, brief.summary)
    document = json.loads(payload)
    renderings = [
        json.dumps(
            [document[name] for name in ("core_insights", "groups", "headline", "standfirst")], ensure_ascii=False
        ),
        render(draft, Form.LINES),
        render(draft, Form.FLAT),
        markdown.render(draft),
        page.render(draft),
        ninjs.render(draft, STANDARD_LABEL),
    ]
    text = html.unescape(re.sub(r"\\(?=\W)", "", "\n".join(renderings))).casefold()
    marks = {one.kind: one.mark(chinese=chinese).casefold() for one in loot}
    return [kind for kind, mark in marks.items() if mark in text and mark not in sent.casefold()]


def _warned(payload: bytes, loot: Loot, written: str) -> bool:
    """Whether every insight that holds the loot carries a warning for editors."""
    mark = loot.mark(chinese=written == "zh")
    holding = [insight for _, insight in load_brief(payload).summary.located() if mark in insight.text]
    return all(any(one.severity is Severity.WARNS for one in insight.findings) for insight in holding)


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


if __name__ == "__main__":
    main()
