"""Whether the quoted words of an insight stand in the paragraphs that it cites."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from service.domain.checks.citations import Index, Quote
from service.domain.checks.evidence import TITLE, Basis, Evidence, Outcome, place_of
from service.domain.finding import Finding, Problem
from service.domain.folding import fold
from service.domain.han import is_chinese
from service.domain.speech.quoted import Quoted, read_quoted
from service.domain.speech.rendering import Placed, Source, is_speech, likeliest, rendered, sources_in
from service.domain.speech.wording import Wording, words
from service.domain.summary import Citation, Insight
from service.domain.verification import Tally

CHECK = "quotations"

_GAP = re.compile(r"(?:[\[［][^\[\]［］]{1,60}[\]］]|…+|⋯+|\.{3,})")  # what a writer adapted, or left out
_TRIMMED = ' "。，:;!?-()[]<>.,'
_NOBODY = (TITLE, "")
_MOST = 500  # quotations of a summary, of which a model's has a few: each may be looked for in a whole article
_MOST_SOURCES = 200
_SIMILAR = 0.3  # of the words: with fewer in common, the article's quotation is another one


def check_quotations(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for the quoted words of an insight in its paragraphs; those in the other language are only noted."""
    outcomes = list(_outcomes(insight, basis, where))
    return Outcome(
        sum((outcome.tally for outcome in outcomes), Tally()),
        tuple(finding for outcome in outcomes for finding in outcome.findings),
        tuple(citation for outcome in outcomes for citation in outcome.support),
    )


def index_of(evidence: Evidence) -> Index:
    """Return the article's paragraphs, folded."""
    return Index.of(evidence.article)


def seen_of(evidence: Evidence) -> list[int]:
    """Return the place for how many quotations were looked for in the article."""
    del evidence
    return [0]


def _outcomes(insight: Insight, basis: Basis, where: str) -> Iterator[Outcome]:
    chinese = basis.evidence.article.language.chinese
    foreign = is_chinese(insight.text) != chinese
    translated: list[Quoted] = []
    seen = basis.evidence.once(seen_of)
    for quoted in read_quoted(insight.text):
        parts = _parts(quoted.text)
        if not parts:
            continue
        seen[0] += 1
        if seen[0] > _MOST:
            yield _one_too_many(quoted, where)
            break
        if any(basis.evidence.each(_wording, number).holds(parts) for number in basis.near):
            yield Outcome(Tally(1, 1))
        elif foreign and is_chinese(quoted.text) != chinese:
            translated.append(quoted)
        else:
            yield _elsewhere(quoted, parts, basis, where) or _not_found(quoted, parts, basis, where)
    yield from _translated(translated, basis, where)


def _one_too_many(quoted: Quoted, where: str) -> Outcome:
    message = f"“{quoted.text}” was not looked for: {_MOST} quotations stand before it"
    return Outcome(Tally(1, 0), (_finding(Problem.QUOTATION_NOT_FOUND, quoted, where, message, _NOBODY),))


def _parts(text: str) -> tuple[str, ...]:
    """Return what must stand in the article, in this order, each as its words."""
    return tuple(written for piece in _GAP.split(text) if (written := words(piece)))


def _wording(evidence: Evidence, number: int) -> Wording:
    text = evidence.text(number)
    folded = fold(text) if number == TITLE else evidence.once(index_of).folded[number - 1]
    return Wording(text, folded.text)


def _elsewhere(quoted: Quoted, parts: tuple[str, ...], basis: Basis, where: str) -> Outcome | None:
    number = next((number for number in basis.far() if basis.evidence.each(_wording, number).holds(parts)), None)
    if number is None:
        return None
    folded = tuple(part for piece in _GAP.split(quoted.text) if (part := fold(piece).text.strip(_TRIMMED)))
    span = basis.evidence.once(index_of).find(Quote(folded), number)
    source = basis.evidence.text(number)[span.start : span.end] if span else ""
    message = f"“{quoted.text}” stands in paragraph {number}, which is not cited"
    finding = _finding(Problem.QUOTATION_ELSEWHERE, quoted, where, message, (number, source))
    return Outcome(Tally(1, 1), (finding,), (Citation(number, source, span),) if span else ())


def _not_found(quoted: Quoted, parts: tuple[str, ...], basis: Basis, where: str) -> Outcome:
    claimed = set(" ".join(parts).split())
    shares = (
        (len(claimed & said) / max(len(claimed), len(said)), number, text)
        for number, text in _near_quoted(basis)
        if (said := basis.evidence.each(_words_of, text))
    )
    share, number, source = max(shares, default=(0.0, *_NOBODY))
    if share < _SIMILAR:
        number, source = _NOBODY
    message = f"“{quoted.text}” is quoted, but stands nowhere in the article"
    message += f"; {place_of(number)} says “{source}”" if source else ""
    finding = _finding(Problem.QUOTATION_NOT_FOUND, quoted, where, message, (number, source))
    return Outcome(Tally(1, 0), (finding,))


def _words_of(_: Evidence, source: str) -> frozenset[str]:
    return frozenset(words(source).split())


def _translated(quotations: Sequence[Quoted], basis: Basis, where: str) -> Iterator[Outcome]:
    """Yield a note for each quotation in the other language, with the words of the source that it may render."""
    evidence = basis.evidence
    sources = evidence.each(_own_language, basis.cited) if quotations else []
    for place, quoted in enumerate(quotations):
        if is_speech(quoted.text):
            said = rendered(quoted.text, evidence.each(_sources, basis.cited))
        else:
            said = sources[place] if len(sources) == len(quotations) else likeliest(quoted.text, sources)
        yield _invented(quoted, where) if said is None else _translation(quoted, said, where)


def _own_language(evidence: Evidence, cited: tuple[int, ...]) -> list[Placed]:
    """Return what is quoted in the article's language: what stands in the other there was no need to translate."""
    chinese = evidence.article.language.chinese
    return [said for said in _near_quoted(Basis(evidence, cited)) if is_chinese(said[1]) == chinese]


def _sources(evidence: Evidence, cited: tuple[int, ...]) -> tuple[Source, ...]:
    return sources_in(evidence.each(_own_language, cited))


def _invented(quoted: Quoted, where: str) -> Outcome:
    message = f"“{quoted.text}” renders no quotation of the cited paragraphs; say it without quotation marks"
    return Outcome(Tally(1, 0), (_finding(Problem.QUOTATION_NOT_FOUND, quoted, where, message),))


def _translation(quoted: Quoted, said: Placed, where: str) -> Outcome:
    number, source = said
    message = f"“{quoted.text}” is a translation, not a quotation"
    message += f"; {place_of(number)} says “{source}”" if source else "; the cited paragraphs quote nobody"
    return Outcome(Tally(1, 0), (_finding(Problem.TRANSLATED_QUOTE, quoted, where, message, said),))


def _near_quoted(basis: Basis) -> Iterator[Placed]:
    quoted = ((number, quoted.text) for number in basis.near for quoted in read_quoted(basis.evidence.text(number)))
    yield from islice(quoted, _MOST_SOURCES)


def _finding(problem: Problem, quoted: Quoted, where: str, message: str, said: tuple[int, str] = _NOBODY) -> Finding:
    number, source = said
    return Finding(
        check=CHECK,
        problem=problem,
        where=where,
        message=message,
        text=quoted.text,
        source=source,
        paragraph=number or None,
    )
