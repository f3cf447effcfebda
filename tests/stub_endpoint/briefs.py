"""A brief of any article, or notes on a part of one, as a model would write them."""

import json
import re

from service.domain.han import SIMPLIFIED_ONLY, TRADITIONAL_ONLY
from tests.stub_endpoint.replies import Body, Chat, chat

_Insight = tuple[str, tuple[str, str]]
_ONE_SCRIPTS = "".join(SIMPLIFIED_ONLY | TRADITIONAL_ONLY)
_ELSE = re.compile(f"[^\u4e00-\u9fff]|[零一二三四五六七八九十百千两兩万萬亿億年月日{_ONE_SCRIPTS}]")


def brief_of(request: Body) -> Chat:
    """Answer any article with a brief that quotes its paragraphs, in the language the prompt asks for."""
    user = _user(request)
    cited = _quotes(user)
    chinese = "in Simplified Chinese" in user or "in Traditional Chinese" in user
    core, group = ("核心观点", "分组1：正文") if chinese else ("Core Insights", "Group 1: The story")
    if "in Traditional Chinese" in user:
        core, group = "核心觀點", "分組1：正文"
    statements = STATEMENTS["zh-Hant" if "in Traditional Chinese" in user else "zh-Hans" if chinese else "en"]
    word = _chinese_word if chinese else _english_word
    insights = [(said + word(quote), (number, quote)) for said, (number, quote) in zip(statements, cited, strict=False)]
    if request.get("response_format"):
        return chat(_as_json(insights[:3], insights[3:] or insights[:1], heading=re.split("[:：]", group)[1].strip()))
    lines = [f"- {said} [{number}: “{quote}”]" for said, (number, quote) in insights]
    return chat("\n".join([core, *lines[:3], "", group, *(lines[3:] or lines[:1])]))


def notes_of(request: Body) -> Chat:
    """Answer a part of an article with as many notes as it may have, from all over it."""
    user = _user(request)
    most, cited = int(re.search(r"at most (\d+) passage", user)[1]), _quotes(user)  # type: ignore[index]
    return chat("\n".join(f"- [{number}: “{quote}”]" for number, quote in cited[:: -(-len(cited) // most)]))


def _as_json(core: list[_Insight], grouped: list[_Insight], *, heading: str) -> str:
    def listed(insights: list[_Insight]) -> list[Body]:
        return [
            {"text": said, "citations": [{"paragraph": int(number), "quote": quote}]}
            for said, (number, quote) in insights
        ]

    groups = [{"heading": heading, "insights": listed(grouped)}]
    return json.dumps({"core_insights": listed(core), "groups": groups}, ensure_ascii=False)


def asks_for_notes(request: Body) -> bool:
    """Whether a request asks for notes on a part of a long article."""
    return bool(re.search(r"Pick at most \d+ passage", _user(request)))


def brief_or_notes_of(request: Body) -> Chat:
    """Answer whatever the service asks, save for repairs."""
    return notes_of(request) if asks_for_notes(request) else brief_of(request)


def _user(request: Body) -> str:
    return str(request["messages"][-1]["content"])  # type: ignore[index]


def _quotes(user: str) -> list[tuple[str, str]]:
    """Return the numbers of the paragraphs shown, each with words of it."""
    article = re.search(r"<<<ARTICLE \w+>>>\n(.*)\n<<<END OF ARTICLE", user, re.DOTALL)
    paragraphs = re.findall(r"^\[(\d+)\] (.*)$", article[1] if article else "", re.MULTILINE)
    return [(number, quote) for number, text in paragraphs if len(quote := _first_words(text)) >= 6]


def _first_words(text: str) -> str:
    """Return a run of whole words, or a whole Chinese clause, that has no quotation mark in it."""
    clauses = re.split(r"[。！？，；：、!?“”\"\[\]<>]|[.,](?!\d)", text)
    clause = next((clause for clause in clauses if len(clause.strip()) >= 6), "")
    return " ".join(clause.split()[:8])


def _english_word(quote: str) -> str:
    return max(re.findall(r"\b[a-z]{4,24}\b", quote), key=len, default="this")


def _chinese_word(quote: str) -> str:
    return max(_ELSE.split(quote), key=len)[:6] or "它"


STATEMENTS = {  # true of any article, with a word of what is cited, and without a number, which may be cut short there
    "en": [f"The {part} of the story is about " for part in "start opening middle rest close end".split()],
    "zh-Hans": [f"{part}讲" for part in "开头 前部 中部 后部 末段 结尾".split()],
    "zh-Hant": [f"{part}講" for part in "開頭 前部 中部 後部 末段 結尾".split()],
}
