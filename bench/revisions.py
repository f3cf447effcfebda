"""Update every real article by one number, through the running service, and count what the update costs.

Usage: python bench/revisions.py DATA, where DATA is the folder of shared/data. The model is the stub endpoint: it
writes the article's own sentences, as the extractive engine picks them, and of a changed paragraph the longest. Of each
article one number is changed, chosen by the article's id. For each language prints the insights of the updates and how
many of them were kept; the calls and the tokens (o200k, questions and answers) of the updates and of the same texts
briefed in full; and how often the changed number came first among the changes. Exits 1 where it did not, something was
withheld, or an update took more than one call.
"""

import json
import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2

from service.adapters.token_counter import VocabularyTokenCounter
from service.domain.article import About, read_paragraphs
from service.domain.facts import read_facts
from service.domain.quantities import Quantity
from service.domain.sentences import sentences
from service.domain.summary import Insight
from service.engines.extractive import ExtractiveEngine
from service.ports import Assignment, Deadline
from tests.end_to_end.server import served
from tests.stub_endpoint import Body, Chat, StubEndpoint, chat

TOKENS = VocabularyTokenCounter()
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_SHORTEST = 40  # characters of a paragraph whose number is changed: no list's numbers
_LONGEST = 60  # characters of a quote
ANSWERS: dict[str, str] = {}
"""The brief of each article that is asked about, by its title; titles are made unique."""


def main() -> None:
    print(
        f"{'':4}{'articles':>9}{'insights':>9}{'kept':>7}{'calls':>7}{'of':>5}{'tokens':>9}{'of':>9}{'share':>7}{'first':>7}"
    )
    good = True
    with tempfile.TemporaryDirectory() as folder, StubEndpoint(_answer) as endpoint:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url}
        with (
            served(Path(folder) / "log", **settings) as address,
            httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
        ):
            for language in LANGUAGES:
                good = _row(Path(sys.argv[1]), language, _Desk(endpoint, client)) and good
    sys.exit(not good)


class _Desk:
    """The service and the endpoint behind it."""

    def __init__(self, endpoint: StubEndpoint, client: httpx2.Client) -> None:
        self._endpoint, self._client = endpoint, client

    def brief(self, body: Body, found: Counter[str], kind: str) -> Body:
        """Return the brief, and count what it cost; nothing where the stub's sentences make none."""
        self._endpoint.requests.clear()
        answer = self._client.post("/summarize", json=body)
        if answer.status_code != 200:
            return {}
        for request in self._endpoint.requests:
            messages = [str(message["content"]) for message in request["messages"]]  # type: ignore[attr-defined]
            found[f"{kind} calls"] += 1
            found[f"{kind} tokens"] += sum(map(TOKENS.count, (*messages, str(_answer(request).message["content"]))))
        return dict(answer.json())


def _row(data: Path, language: str, desk: _Desk) -> bool:
    found: Counter[str] = Counter()
    for line in (data / f"articles_{language}.jsonl").read_text(encoding="utf-8").splitlines():
        _update(json.loads(line), language, desk, found)
    print(
        f"{language:4}{found['articles']:9}{found['insights']:9}{found['kept'] / found['insights']:7.0%}"
        f"{found['update calls']:7}{found['full calls']:5}{found['update tokens']:9,}{found['full tokens']:9,}"
        f"{found['update tokens'] / found['full tokens']:7.0%}{found['first']:7}"
    )
    most = found["first"] == found["articles"] >= found["update calls"]
    return most and not found["withheld"]


def _update(row: dict[str, list[str]], language: str, desk: _Desk, found: Counter[str]) -> None:
    title = f"{row['title']} ({row['id']})"
    old = list(row["paragraphs"])
    numbered = [(place, one) for place, text in enumerate(old) if len(text) >= _SHORTEST for one in _numbers(text)]
    if not numbered:
        return
    place, number = random.Random(str(row["id"])).choice(numbered)
    new = [*old[:place], _changed(old[place], number), *old[place + 1 :]]
    body = {"title": title, "language": LANGUAGES[language], "published_at": row["published_at"]}
    ANSWERS[title] = _written(old, title)
    first = desk.brief(body | {"paragraphs": old}, found, "first")
    if not first or first["withheld"]:
        print(f"{row['id']}: its own sentences make no brief that is kept")
        return
    update = desk.brief(body | {"paragraphs": new, "previous": first["id"]}, found, "update")
    ANSWERS[title] = _written(new, title)
    desk.brief(body | {"paragraphs": new}, found, "full")
    before = set(_texts(first))
    found.update(articles=1, insights=len(_texts(update)), kept=sum(text in before for text in _texts(update)))
    found["withheld"] += len(update["withheld"])  # type: ignore[arg-type]
    change = next(iter(update["changes"]), {})  # type: ignore[call-overload]
    as_told = (change.get("kind"), change.get("paragraph")) == ("number", place + 1)
    found["first"] += as_told
    if update["withheld"] or not as_told:
        print(f"{row['id']}: {number.text} in paragraph {place + 1}: {change}, withheld {update['withheld']}")


def _numbers(text: str) -> list[Quantity]:
    return [one for one in read_facts(text, "").quantities if re.match(r"[1-9]", one.text) and not one.weak]


def _changed(text: str, number: Quantity) -> str:
    digit = int(number.text[0]) % 9 + 1
    return f"{text[: number.span.start]}{digit}{text[number.span.start + 1 :]}"


def _written(paragraphs: list[str], title: str) -> str:
    """Return a brief in our lines made of the article's own sentences."""
    article = read_paragraphs(paragraphs, About(title=title))
    summary = ExtractiveEngine().draft(Assignment(article, article.language, Deadline.after(60))).summary
    chinese = article.language.chinese
    lines = ["核心观点" if chinese else "Core Insights", *(f"- {_line(one)}" for one in summary.core_insights)]
    for group in summary.groups:
        lines += ["", f"{'分组' if chinese else 'Group '}{group.number}{'：' if chinese else ': '}{group.heading}"]
        lines += [f"- {_line(one)}" for one in group.insights]
    return "\n".join(lines)


def _line(insight: Insight) -> str:
    return f"{_plain(insight.text)} " + "".join(
        f"[{one.paragraph}: “{_quote(one.quote)}”]" for one in insight.citations
    )


def _plain(text: str) -> str:
    return re.sub(r"^\W*\d+\W+|[\[\]【】*`_]", "", text)[:300]


def _quote(text: str) -> str:
    """Return the longest run of words without a mark in it, a part of it where it is long."""
    longest = max(re.split(r"[“”\"「」\[\]【】<>*`_]", text), key=len).strip()
    return longest if len(longest) <= _LONGEST else re.sub(r"[!-~]*$", "", longest[:_LONGEST]).strip()


def _answer(request: Body) -> Chat:
    user = str(request["messages"][-1]["content"])  # type: ignore[index]
    if "<<<FAILED INSIGHTS" not in user:
        return chat(ANSWERS[re.search(r"^Title: (.*)$", user, re.MULTILINE)[1]])  # type: ignore[index]
    shown = dict(re.findall(r"^\[(\d+)\] (.*)$", user, re.MULTILINE))
    failed = user.partition("<<<FAILED INSIGHTS")[2].partition("<<<END")[0]
    asked = re.findall(r"^(\d+)\. .*\[(\d+)(?:: “[^”]*”)?\]$", failed, re.MULTILINE)
    return chat("\n".join(f"{number}. {_rewritten(shown[cited], cited)}" for number, cited in asked))


def _rewritten(text: str, cited: str) -> str:
    """Return the paragraph's longest sentence as an insight."""
    said = max((text[span.start : span.end] for span in sentences(text)), key=len)
    return f"{_plain(said)} [{cited}: “{_quote(said)}”]"


def _texts(brief: Body) -> list[str]:
    groups = [one for group in brief["groups"] for one in group["insights"]]  # type: ignore[attr-defined]
    return [str(one["text"]) for one in (*brief["core_insights"], *groups)]  # type: ignore[misc]


if __name__ == "__main__":
    main()
