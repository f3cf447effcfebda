"""An article of twenty paragraphs, its brief, and its revisions, in both languages."""

from dataclasses import dataclass, replace

from service.domain.article import About, Article, read_paragraphs
from service.domain.brief import Brief, Header, Provenance, Usage
from service.domain.gate import gate, settle
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from tests.fakes import ScriptedEngine

TOWNS = "Ashford Bexley Corby Dover Epsom Fareham Goole Harwich Ilford Jarrow Kendal Leeds Malton Newark Oldham Penrith Quorn Ripon Selby Truro".split()
CITIES = "保定 承德 大同 鄂州 福州 赣州 杭州 吉林 昆明 兰州 绵阳 南宁 盘锦 泉州 日照 深圳 台州 温州 徐州 扬州".split()
TEXTS = {
    "en": tuple(
        f"The mayor of {town} said the flood in {town} had damaged {100 + 7 * n} houses along the river."
        for n, town in enumerate(TOWNS, start=1)
    ),
    "zh": tuple(
        f"{city}市长表示，{city}的洪水沿河损坏了{100 + 7 * n}栋房屋。" for n, city in enumerate(CITIES, start=1)
    ),
}
LANGUAGES = {"en": Language.ENGLISH, "zh": Language.SIMPLIFIED_CHINESE}


def article_of(texts, **about: str) -> Article:
    return read_paragraphs(texts, About(**({"title": "Floods"} | about)))


def insight_on(language: str, *numbers: int, houses: int = 0, quote: str | None = None) -> Insight:
    """What a model writes on the first of the paragraphs; ``houses`` are those of a revised one."""
    place = (TOWNS if language == "en" else CITIES)[numbers[0] - 1]
    count = houses or 100 + 7 * numbers[0]
    said, words = {
        "en": (f"The flood in {place} damaged {count} houses, its mayor said", f"damaged {count} houses"),
        "zh": (f"{place}市长表示，{place}的洪水损坏了{count}栋房屋", f"损坏了{count}栋房屋"),
    }[language]
    first = Citation(numbers[0], words if quote is None else quote)
    return Insight(said, (first, *map(Citation, numbers[1:])))


def summary_of(language: str) -> Summary:
    """Core insights on paragraphs 1 and 10, groups on 2 to 4 and on 12 and 15."""
    first, second = ("The north", "The south") if language == "en" else ("北部", "南部")
    return Summary(
        (insight_on(language, 1), insight_on(language, 10)),
        (
            Group(1, first, tuple(insight_on(language, number) for number in (2, 3, 4))),
            Group(2, second, (insight_on(language, 12), insight_on(language, 15))),
        ),
    )


def brief_of(language: str, summary: Summary | None = None, **changes: object) -> Brief:
    """The checked brief of the article."""
    article = article_of(TEXTS[language])
    settled = settle(gate(article, summary or summary_of(language)))
    assert settled.withheld == ()
    brief = Brief(
        id="a" * 32,
        header=Header(language=LANGUAGES[language], title=article.title),
        summary=settled.summary,
        withheld=(),
        paragraphs=article.paragraphs,
        verification=settled.report,
        provenance=Provenance(
            engine="llm",
            backend="old/model",
            model="model-0",
            prompt="news-brief/v1",
            generated_at="2025-08-13T04:00:00Z",
        ),
        usage=Usage(1, 100, 20),
    )
    return replace(brief, **changes)


def revised(language: str, number: int, houses: int = 999) -> list[str]:
    """The article's paragraphs with the number of one of them changed."""
    texts = list(TEXTS[language])
    texts[number - 1] = texts[number - 1].replace(str(100 + 7 * number), str(houses))
    return texts


@dataclass
class PickingEngine(ScriptedEngine):
    """Rewrites what stands at these places only; ``asked`` are those alone."""

    takes: tuple[str, ...] = ()

    def repair(self, assignment, failures):
        return super().repair(assignment, tuple(failure for failure in failures if failure.where in self.takes))
