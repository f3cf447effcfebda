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
from service.domain.speech.wording import Wording, words
from service.domain.summary import Citation, Insight
from service.domain.verification import Tally

CHECK = "quotations"

_HAN = re.compile("[\u3400-\u9fff]")
_GAP = re.compile(r"(?:[\[［][^\[\]［］]{1,60}[\]］]|…+|⋯+|\.{3,})")  # what a writer adapted, or left out
_TRIMMED = ' "。，:;!?-()[]<>.,'
_HAN_A_LETTER = 0.3  # Chinese characters for a letter of English, on average
_NOBODY = (TITLE, "")
_MOST_UNLIKE = 20  # of them that are not in the cited paragraphs: each is looked for in all that the article quotes
_MOST = 200  # quotations of an insight: more than 600 characters of a model hold; what a hostile summary may cost
_MOST_SOURCES = 200
_LIKE = 3.5  # times as long: of 84 quotations that people translated, 1 was more, save for those that hold the original
_SPEECH = 4  # words, or two characters each: shorter ones may stand for a term that the source does not mark
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


def wording_of(evidence: Evidence) -> dict[int, Wording]:
    """Return the place for how the article's paragraphs are worded, each read when it is asked for."""
    del evidence
    return {}


def _outcomes(insight: Insight, basis: Basis, where: str) -> Iterator[Outcome]:
    chinese = basis.evidence.article.language.chinese
    foreign = is_chinese(insight.text) != chinese
    translated: list[Quoted] = []
    unlike = 0
    for quoted in islice(read_quoted(insight.text), _MOST):
        parts = _parts(quoted.text)
        if not parts:
            continue
        if any(_wording(basis, number).holds(parts) for number in basis.near):
            yield Outcome(Tally(1, 1))
            continue
        unlike += 1
        if unlike > _MOST_UNLIKE:
            yield _one_too_many(quoted, where)
            break
        if foreign and is_chinese(quoted.text) != chinese:
            translated.append(quoted)
        else:
            yield _elsewhere(quoted, parts, basis, where) or _not_found(quoted, parts, basis, where)
    yield from _translated(translated, basis, where)


def _one_too_many(quoted: Quoted, where: str) -> Outcome:
    message = f"“{quoted.text}” is quoted behind {_MOST_UNLIKE} others that are not in the cited paragraphs either"
    return Outcome(Tally(1, 0), (_finding(Problem.QUOTATION_NOT_FOUND, quoted, where, message, _NOBODY),))


def _parts(text: str) -> tuple[str, ...]:
    """Return what must stand in the article, in this order, each as its words."""
    return tuple(written for piece in _GAP.split(text) if (written := words(piece)))


def _wording(basis: Basis, number: int) -> Wording:
    read = basis.evidence.once(wording_of)
    if number not in read:
        text = basis.evidence.text(number)
        folded = fold(text) if number == TITLE else basis.evidence.once(index_of).folded[number - 1]
        read[number] = Wording(text, folded.text)
    return read[number]


def _elsewhere(quoted: Quoted, parts: tuple[str, ...], basis: Basis, where: str) -> Outcome | None:
    number = next((number for number in basis.far() if _wording(basis, number).holds(parts)), None)
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
        if (said := set(words(text).split()))
    )
    share, number, source = max(shares, default=(0.0, *_NOBODY))
    if share < _SIMILAR:
        number, source = _NOBODY
    message = f"“{quoted.text}” is quoted, but stands nowhere in the article"
    message += f"; {place_of(number)} says “{source}”" if source else ""
    finding = _finding(Problem.QUOTATION_NOT_FOUND, quoted, where, message, (number, source))
    return Outcome(Tally(1, 0), (finding,))


def _translated(quotations: Sequence[Quoted], basis: Basis, where: str) -> Iterator[Outcome]:
    """Yield a note for each quotation in the other language, with the words of the source that it may render."""
    chinese = (
        basis.evidence.article.language.chinese
    )  # what stands in the other language there was no need to translate
    sources = [said for said in _near_quoted(basis) if is_chinese(said[1]) == chinese] if quotations else []
    for place, quoted in enumerate(quotations):
        paired = len(sources) == len(quotations)
        number, source = sources[place] if paired else _likeliest(quoted, sources)
        if _is_speech(quoted) and not _may_render(quoted, source):
            yield _not_found(quoted, (words(quoted.text),), basis, where)
            continue
        message = f"“{quoted.text}” is a translation, not a quotation"
        message += f"; {place_of(number)} says “{source}”" if source else "; the cited paragraphs quote nobody"
        yield Outcome(Tally(1, 0), (_finding(Problem.TRANSLATED_QUOTE, quoted, where, message, (number, source)),))


def _is_speech(quoted: Quoted) -> bool:
    return len(quoted.text.split()) + len(_HAN.findall(quoted.text)) // 2 >= _SPEECH


def _may_render(quoted: Quoted, source: str) -> bool:
    """Whether the words may be a translation of those: there are any, of a like length, or they are among them."""
    return bool(source) and (source in quoted.text or _unlike(quoted.text, source) <= _LIKE)


def _likeliest(quoted: Quoted, sources: list[tuple[int, str]]) -> tuple[int, str]:
    return min(sources, key=lambda said: _unlike(quoted.text, said[1]), default=_NOBODY)


def _near_quoted(basis: Basis) -> Iterator[tuple[int, str]]:
    quoted = ((number, quoted.text) for number in basis.near for quoted in read_quoted(basis.evidence.text(number)))
    yield from islice(quoted, _MOST_SOURCES)


def _unlike(one: str, other: str) -> float:
    """Return how far the lengths of two quotations are from those of translations of each other, as a ratio."""
    lengths = sorted(len(text) * (1 if is_chinese(text) else _HAN_A_LETTER) for text in (one, other))
    return lengths[1] / lengths[0]


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
