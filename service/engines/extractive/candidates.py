"""The sentences of an article that can stand as insights, and how well each does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.article import Article
from service.domain.paragraph import Paragraph
from service.domain.sentences import sentences
from service.domain.summary import Citation, Insight

MOST_CANDIDATES = 1_500
"""Sentences that are looked at: a 200,000-character article has about as many, and picking costs candidates × picks."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*")
_DATELINE = re.compile(
    r"(?:新华社|中新社|中新网|人民网|本报)\S{0,12}?(?:\d{1,2}月\d{1,2}日)?(?:电|讯)\s?(?:[（(][^）)]{1,30}[）)])?\s*"
)
_BULLET = re.compile(r"(?:[-*•·]|\d{1,2}[.、)])\s*")
_FINAL_STOP = re.compile(r"(?<![.．])[.。；;]$")
# Beginnings that lean on the sentence before.
_HANGING = re.compile(
    r"(?:But|And|So|Or|Yet|This|That|These|Those|He|She|It|They|His|Her|Its|Their|Then|Also|However|Instead|Meanwhile|"
    r"Moreover|Here|There|Such|Both|Another|Similarly|Likewise|Therefore|Thus|For (?:example|instance)|As a result|"
    r"In (?:addition|other)|After (?:that|all)|At the same time)\b|"
    r"但|而|因此|所以|此外|另外|同时|其中|然而|不过|于是|这|那|他|她|它|该|其|并|也|还|又|则|例如|比如|首先|其次|最后|总之|"
    r"对此|此后|随后"
)
_PERSONAL = re.compile(r"\b(?:I|I'm|I’m|I've|my|me|we|our|us|you|your)\b|我|你|咱", re.IGNORECASE)
_ASKING = re.compile(r"[?？!！:：…]$")
_QUOTED_WHOLE = re.compile(r"^[“\"「『‘（(]")
_SAYING_ONLY = re.compile(r"(?:说|表示|介绍|指出|认为|称|道)[。：:]?$")  # the words said stand in the next sentence
_FIT = 0.3  # below which a sentence is taken only where there is no better one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence as it stands in its paragraph; ``position`` counts candidates, ``fitness`` is 0 to 1."""

    paragraph: Paragraph
    text: str
    position: int
    fitness: float

    @property
    def insight(self) -> Insight:
        """Return the sentence as an insight that its own words prove."""
        shown = " ".join(_FINAL_STOP.sub("", self.text).split())
        return Insight(shown, (Citation(self.paragraph.number, self.text),))


def candidates_of(article: Article) -> tuple[Candidate, ...]:
    """Return the article's sentences that say something, in order; the first ``MOST_CANDIDATES`` of a long one."""
    found = [(p, text, fitness) for p, text in _sentences(article) if (fitness := _fitness(text)) > 0]
    fit = [one for one in found if one[2] >= _FIT] or found
    return tuple(
        Candidate(paragraph, text, position, fitness)
        for position, (paragraph, text, fitness) in enumerate(fit[:MOST_CANDIDATES])
    )


def is_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a line above others: short, and without a stop at its end."""
    text = paragraph.text
    short = len(_HAN.findall(text)) <= 24 if _HAN.search(text) else len(text.split()) <= 10  # noqa: PLR2004
    whole = "\n" not in text and text[:1].isalnum() and not re.search(r"[.。!！?？:：;；,，”\"]$", text)
    return whole and short and not paragraph.boilerplate


def _sentences(article: Article) -> Iterator[tuple[Paragraph, str]]:
    for paragraph in article.paragraphs:
        if paragraph.boilerplate or is_heading(paragraph):
            continue
        for span in sentences(paragraph.text):
            text = paragraph.text[span.start : span.end]
            for lead in (_DATELINE, _BULLET):
                text = text[match.end() :] if (match := lead.match(text)) else text
            yield paragraph, text


def _fitness(text: str) -> float:
    """Return how well a sentence stands alone: by its length (contract §1), its beginning and its voice."""
    han = len(_HAN.findall(text))
    length = han / 2 + len(_WORD.findall(text))  # two Chinese characters say about a word: 25-70 are 12-35
    if length < 5 or len(text) > 1_000:  # noqa: PLR2004  a fragment, or no sentence
        return 0.0
    fitness = 1.0 if 12 <= length <= 38 else 0.75 if length < 12 else max(0.3, 38 / length)  # noqa: PLR2004
    if _HANGING.match(text):
        fitness *= 0.6
    if _PERSONAL.search(text):
        fitness *= 0.7
    if _ASKING.search(text) or _SAYING_ONLY.search(text):
        fitness *= 0.25
    if _QUOTED_WHOLE.match(text):
        fitness *= 0.7
    return fitness
