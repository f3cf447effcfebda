"""Whether an insight states as a fact what its source only reports as somebody's words."""

from collections import Counter
from collections.abc import Sequence

from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.sharing import Postings
from service.domain.speech.reporting import attributes
from service.domain.speech.supporting import Sentence, clearest, keys_of, read_sentences
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "attribution"

_FEW = 2  # sentences of a paragraph that is taken as a whole where its supporting sentence is not clear


def check_attribution(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Note an insight that names nobody, where all sentences that support it report somebody's words."""
    support = _support(insight, basis)
    reported = [part for part in support if part.reporting]
    if not support or {part.paragraph for part in reported} != {part.paragraph for part in support}:
        return Outcome()
    if attributes(insight.text):
        return Outcome(Tally(1, 1))
    part = reported[0]
    message = f"paragraph {part.paragraph} reports this as somebody's words (“{part.reporting}”); say whose they are"
    finding = Finding(
        check=CHECK,
        problem=Problem.ATTRIBUTION_MISSING,
        where=where,
        message=message,
        text=insight.text,
        source=part.reporting,
        paragraph=part.paragraph,
    )
    return Outcome(Tally(1, 0), (finding,))


def sentences_of(basis: Basis, number: int) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, read when it is first asked for."""
    return basis.evidence.each(_sentences, number)


def _sentences(evidence: Evidence, number: int) -> tuple[Sentence, ...]:
    return read_sentences(number, evidence.text(number))


def all_sentences(basis: Basis) -> tuple[Sentence, ...]:
    """Return the sentences of all paragraphs that the insight rests on."""
    return tuple(part for number in basis.cited for part in sentences_of(basis, number))


def _support(insight: Insight, basis: Basis) -> Sequence[Sentence]:
    """Return the sentences that support the insight: those its quotes stand in, or the ones most like it."""
    if not insight.citations:  # compared with the whole article
        parts, postings = basis.evidence.each(_whole, basis.cited)
        clear = clearest(postings.shared(keys_of(insight.text)))
        return () if clear is None else (parts[clear],)
    spans = {citation.paragraph: citation.span for citation in insight.citations}
    found: list[Sentence] = []
    for number in basis.cited:
        parts = sentences_of(basis, number)
        if span := spans.get(number):
            found += [part for part in parts if part.span.start < span.end and span.start < part.span.end]
        else:
            found += _clear(insight, parts)
    return found


def _clear(insight: Insight, parts: Sequence[Sentence]) -> Sequence[Sentence]:
    keys = keys_of(insight.text)
    clear = clearest(Counter({place: len(keys & part.keys) for place, part in enumerate(parts)}))
    if clear is not None:
        return (parts[clear],)
    return parts if len(parts) <= _FEW else ()


def _whole(evidence: Evidence, cited: tuple[int, ...]) -> tuple[tuple[Sentence, ...], Postings]:
    parts = all_sentences(Basis(evidence, cited))
    return parts, Postings(part.keys for part in parts)
