"""Brief articles of 200,000 characters through models with small windows, over HTTP with the stub endpoint.

Usage: python bench/long_articles.py DATA, where DATA is the folder of shared/data. The articles are made of its real
ones. For each language and window prints the chunks; the calls' tokens, as we count them, in shares of the article's
own; the seconds, and how many of them are beside the slowest chunk and the merge (the stub takes CHUNK_SECONDS for
notes and MERGE_SECONDS for a brief); the citations found where they say. Exits 1 where a share is over 1.3 or a
citation wrong. The aims are issue 4's.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.adapters.endpoint.preset import load_presets
from service.adapters.failover_backend import FailoverBackend
from service.adapters.openai_backend import OpenAIBackend
from service.adapters.presets import BackendConfig
from service.adapters.prompt_files import load_notes_prompt, load_prompt
from service.adapters.token_counter import VocabularyTokenCounter
from service.bootstrap import build_rules
from service.domain.article import MAX_ARTICLE_CHARACTERS, About, Article, read_paragraphs
from service.domain.gate import gate, settle
from service.domain.glossary import Glossary
from service.domain.language import Language
from service.domain.summary import Citation
from service.engines.llm import LlmEngine
from service.engines.longform import NOTES_THREADS, Crew, LongformEngine
from service.ports import Assignment, Backend, Completion, CompletionRequest, Deadline
from service.settings import Settings
from tests.stub_endpoint import Body, Chat, StubEndpoint, asks_for_notes, brief_or_notes_of

WINDOWS = (4_096, 8_192, 16_384, 32_768)
CHUNK_SECONDS, MERGE_SECONDS = 2.0, 2.0
MOST_SHARE = 1.3
TOKENS = VocabularyTokenCounter()


@dataclass(frozen=True)
class Windowed:
    """A backend whose window is known."""

    backend: Backend
    window: int

    @property
    def name(self) -> str:
        return self.backend.name

    def complete(self, request: CompletionRequest) -> Completion:
        return self.backend.complete(request)


def main() -> None:
    articles = {language: _article(Path(sys.argv[1]), language) for language in ("zh", "en")}
    print(
        f"{'':8}{'window':>7}{'tokens':>9}{'chunks':>7}{'share':>7}{'seconds':>9}{'beside':>8}{'checks':>8}  citations"
    )
    with StubEndpoint(_answer) as endpoint, ThreadPoolExecutor(NOTES_THREADS) as threads:
        good = [
            _row(language, article, endpoint, _engine(endpoint, window, threads), window)
            for language, article in articles.items()
            for window in WINDOWS
        ]
    sys.exit(not all(good))


def _row(language: str, article: Article, endpoint: StubEndpoint, engine: LongformEngine, window: int) -> bool:
    endpoint.requests.clear()
    started = time.monotonic()
    drafted = engine.draft(Assignment(article, Language.ENGLISH, Deadline.after(120)))
    seconds = time.monotonic() - started
    started = time.process_time()
    settled = settle(gate(article, drafted.summary, build_rules(Settings())))
    checks = time.process_time() - started
    cited = [citation for _, insight in settled.summary.located() for citation in insight.citations]
    right = [one for one in cited if _stands(article, one)]
    own = TOKENS.count("\n".join(paragraph.text for paragraph in article.paragraphs))
    share = (drafted.usage.input_tokens + drafted.usage.output_tokens) / own
    beside = seconds - CHUNK_SECONDS - MERGE_SECONDS
    print(
        f"{language:4}{window:9,}{own:9,}{endpoint.calls - 1:9}{share:9.3f}{seconds:9.2f}{beside:9.2f}{checks:9.2f}  "
        f"{len(right)}/{len(cited)}, {len(settled.withheld)} withheld, of {sorted({one.paragraph for one in cited})}"
    )
    return share <= MOST_SHARE and bool(cited) and len(right) == len(cited) and not settled.withheld


def _stands(article: Article, citation: Citation) -> bool:
    text = article.paragraphs[citation.paragraph - 1].text
    return bool(citation.span) and text[citation.span.start : citation.span.end] == citation.quote


def _answer(request: Body) -> Chat:
    """Answer as the stub does, with the tokens counted that a call takes, at the pace of a model."""
    text = brief_or_notes_of(request)
    asked = sum(TOKENS.count(str(message["content"])) for message in request["messages"])  # type: ignore[attr-defined]
    usage: Body = {"prompt_tokens": asked, "completion_tokens": TOKENS.count(str(text.message["content"]))}
    seconds = CHUNK_SECONDS if asks_for_notes(request) else MERGE_SECONDS
    return replace(text, usage=usage, delay=seconds)


def _engine(endpoint: StubEndpoint, window: int, threads: ThreadPoolExecutor) -> LongformEngine:
    config = BackendConfig(preset=load_presets()["custom"], model="stub", base_url=endpoint.base_url)
    backend = Windowed(FailoverBackend((OpenAIBackend(config, TOKENS),)), window)
    inner = LlmEngine(backend, load_prompt("news-brief/v2"), glossary=Glossary.of())
    return LongformEngine(inner, backend, prompt=load_notes_prompt(), tokens=TOKENS, crew=Crew(threads, NOTES_THREADS))


def _article(data: Path, language: str) -> Article:
    texts, left = [], MAX_ARTICLE_CHARACTERS
    for text in _paragraphs(data / f"articles_{language}.jsonl"):
        texts.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return read_paragraphs(texts, About(title="Long"), least=1)


def _paragraphs(path: Path) -> Iterator[str]:
    """Yield paragraphs of the articles without end; short ones joined, so that 2,000 hold 200,000 characters."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    while True:
        for row in rows:
            held = ""
            for text in row["paragraphs"]:
                held = f"{held}{text}" if re.search(r"[。！？”]$", held) or not held else f"{held} {text}"
                if len(held) >= 110:
                    yield held
                    held = ""


if __name__ == "__main__":
    main()
