"""Right sentences of both languages, from the articles, their human translations and the true news."""

from collections.abc import Iterator
from pathlib import Path

from service.evaluation.labelled.injected import Text
from service.evaluation.rows import ArticleRow, Row, read_rows
from service.schema.loose_dates import rfc_3339


class Side(Row):
    """One language's version of an article."""

    title: str | None = None
    paragraphs: tuple[str, ...] = ()


class PairRow(Row):
    """An article in both languages; ``para_aligned`` where paragraph ``i`` translates paragraph ``i``."""

    published_at: str | None = None
    para_aligned: bool = False
    zh: Side
    en: Side


class NewsRow(Row):
    """A true news item, its lines as paragraphs."""

    headline: str = ""
    date: str = ""
    source_beginning: str = ""
    source_remainder: str = ""

    @property
    def text(self) -> str:
        """The whole item."""
        return f"{self.source_beginning}\n{self.source_remainder}"


class DocumentRow(Row):
    """An English news item or a transcript; many rows may have the same."""

    doc: str


class QuantityRow(Row):
    """A sentence with scaled quantities in both languages."""

    zh: str
    en: str


def same_language(data: Path, language: str) -> Iterator[Text]:
    """Yield the articles of a language, each resting on itself."""
    seen: set[str] = set()
    for text in _all(data, language):
        if text.paragraphs and text.paragraphs[0] not in seen:  # some articles are one side of a pair
            seen.add(text.paragraphs[0])
            yield text


def _all(data: Path, language: str) -> Iterator[Text]:
    if (path := data / f"articles_{language}.jsonl").exists():
        for row in read_rows(path, ArticleRow):
            yield Text(row.id, row.paragraphs, row.paragraphs, row.title or "", row.date)
    if (path := data / "pairs.jsonl").exists():
        for pair in read_rows(path, PairRow):
            side = pair.zh if language == "zh" else pair.en
            date = rfc_3339(pair.published_at or "")
            yield Text(pair.id, side.paragraphs, side.paragraphs, side.title or "", date)
    yield from _chinese_news(data) if language == "zh" else _english_documents(data)


def _chinese_news(data: Path) -> Iterator[Text]:
    path = data / "eval" / "uhgeval_news_zh" / "data.jsonl"
    for news in read_rows(path, NewsRow) if path.exists() else ():
        paragraphs = _lines(news.text)
        yield Text(news.id, paragraphs, paragraphs, news.headline, rfc_3339(news.date))


def _english_documents(data: Path) -> Iterator[Text]:
    for name in ("summedits_news_en", "summedits_ectsum_en"):
        path = data / "eval" / name / "data.jsonl"
        documents = {row.doc: row.id for row in read_rows(path, DocumentRow)} if path.exists() else {}
        for document, row_id in documents.items():
            yield Text(row_id, _lines(document), _lines(document))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def translations(data: Path, language: str) -> Iterator[Text]:
    """Yield human translations in a language, paragraph for paragraph, each resting on the other language's text."""
    if (path := data / "pairs.jsonl").exists():
        for pair in read_rows(path, PairRow):
            if pair.para_aligned:
                side, other = (pair.zh, pair.en) if language == "zh" else (pair.en, pair.zh)
                date = rfc_3339(pair.published_at or "")
                yield Text(pair.id, side.paragraphs[: len(other.paragraphs)], other.paragraphs, other.title or "", date)
    path = data / "eval" / "quantity_zh_en" / "data.jsonl"
    if path.exists():
        for row in read_rows(path, QuantityRow):
            said, source = (row.zh, row.en) if language == "zh" else (row.en, row.zh)
            yield Text(row.id, (said,), (source,))
