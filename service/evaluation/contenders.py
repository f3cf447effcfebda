"""Who is compared: the running service with one backend and prompt, or briefs that were saved."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from service.adapters.article_reader import ArticleReader, Submission
from service.domain.article import Article
from service.domain.brief import Brief, Draft, Header
from service.domain.checker import Rules
from service.domain.errors import CoreInsightsError, SummaryError
from service.domain.gate import verify
from service.domain.language import detect
from service.evaluation.rows import ArticleRow
from service.evaluation.trials import Judged, Trial, judge_brief, judge_draft
from service.formats import reading
from service.schema.briefs import load_brief, load_content
from service.schema.lines import VerifyLine
from service.summarizer import Freshness, Order, Summarizer, chosen_language


@dataclass(frozen=True, slots=True)
class Service:
    """The service with one of its backends; ``language`` None leaves the brief's language to the service."""

    name: str
    summarizer: Summarizer
    articles: ArticleReader
    backend: str
    language: str | None = None

    def trials(self, rows: Iterable[ArticleRow]) -> Iterator[Trial]:
        """Yield the outcome of one article after the other; nothing is kept, and an error stops nothing."""
        yield from map(self._trial, rows)

    def _trial(self, row: ArticleRow) -> Trial:
        started = time.perf_counter()
        try:
            article = read_article(row, self.articles)
            language = chosen_language(self.language, article)
            order = Order(article=article, language=language, backend=self.backend, freshness=Freshness.UNSTORED)
            brief = load_brief(self.summarizer.summarize(order).payload)
        except CoreInsightsError as error:
            return Trial(row.id, error=error.code, seconds=time.perf_counter() - started)
        except Exception:  # noqa: BLE001  # a defect that one article brings out is counted, and the rest go on
            return Trial(row.id, error=CoreInsightsError.code, seconds=time.perf_counter() - started)
        return Trial(row.id, judge_brief(brief), seconds=time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class Saved:
    """Briefs as JSON lines: those of this service, or lines of ``core-insights verify --jsonl``; checked anew."""

    name: str
    folder: Path
    articles: ArticleReader
    rules: Rules

    def trials(self, rows: Iterable[ArticleRow]) -> Iterator[Trial]:
        """Yield the outcome of every saved line; ``rows`` are not looked at, saved lines hold their articles."""
        del rows
        for place, line in _saved_lines(self.folder):
            try:
                yield Trial(place, self._judge(line))
            except CoreInsightsError as error:
                yield Trial(place, error=error.code)
            except ValidationError:
                yield Trial(place, error="invalid-request")

    def _judge(self, line: bytes) -> Judged:
        try:
            brief = load_brief(line)
        except ValidationError:
            return self._judge_anyones(VerifyLine.model_validate_json(line))
        return judge_saved(brief, self.rules)

    def _judge_anyones(self, line: VerifyLine) -> Judged:
        about = Submission(title=line.title, source=line.source, published_at=line.published_at)
        article = (
            self.articles.from_paragraphs(tuple(line.paragraphs), about)
            if line.paragraphs
            else self.articles.from_text(line.text, about)
        )
        if not isinstance(line.summary, str):
            return judge_draft(line.summary.draft(), article, self.rules, conforming=True)
        draft, conforming = read_draft(line.summary)
        return judge_draft(draft, article, self.rules, conforming=conforming)


def judge_saved(brief: Brief, rules: Rules) -> Judged:
    """Return what is counted of a saved brief, its report made anew by the checks of today."""
    judged = judge_brief(brief)
    text = "\n".join(paragraph.text for paragraph in brief.paragraphs if not paragraph.boilerplate)
    article = Article(
        title=brief.header.title,
        source=brief.header.source,
        published_at=brief.header.published_at,
        language=detect(text),
        paragraphs=brief.paragraphs,
    )
    return Judged(
        summary=judged.summary,
        language=judged.language,
        report=verify(article, brief.summary, rules),
        citable=judged.citable,
        conforms=judged.conforms,
        withheld=judged.withheld,
        usage=judged.usage,
    )


def read_draft(text: str) -> tuple[Draft, bool]:
    """Return the draft in a text, and whether it is in one of the forms that briefs have; raise SummaryError."""
    if text.lstrip().startswith("{"):
        content = load_content(text)
        return Draft(content.header, content.summary), True
    try:
        return reading.read(text), True
    except SummaryError:
        summary = reading.read_anyones(text)
        return Draft(Header(language=detect(text)), summary), False


def read_article(row: ArticleRow, articles: ArticleReader) -> Article:
    """Return the article of a row; its own paragraphs where it has them."""
    about = Submission(title=row.title or "", source=row.source or "", published_at=row.date)
    return articles.from_paragraphs(row.paragraphs, about) if row.paragraphs else articles.from_text(row.text, about)


def _saved_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    files = sorted(p for p in path.rglob("*.json*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".json":
            yield file.name, file.read_bytes()
            continue
        with file.open("rb") as lines:
            yield from ((f"{file.name}:{n}", line) for n, line in enumerate(lines, start=1) if line.strip())
