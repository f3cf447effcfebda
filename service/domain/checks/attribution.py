"""Whether an insight states as a fact what its source only reports as somebody's words."""

from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.speech.reporting import attributes, reporting_words
from service.domain.speech.supporting import Sentence, best, read_sentences
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "attribution"

_FEW = 2  # sentences of a paragraph that is taken as a whole where its supporting sentence is not clear


def check_attribution(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Note an insight that names nobody, where all sentences that support it report somebody's words."""
    support = _support(insight, basis)
    reported = [(part, words) for part in support if (words := reporting_words(part.text))]
    if not support or {part.paragraph for part, _ in reported} != {part.paragraph for part in support}:
        return Outcome()
    if attributes(insight.text):
        return Outcome(Tally(1, 1))
    part, words = reported[0]
    message = f"paragraph {part.paragraph} reports this as somebody's words (“{words}”); say whose they are"
    finding = Finding(
        check=CHECK,
        problem=Problem.ATTRIBUTION_MISSING,
        where=where,
        message=message,
        text=insight.text,
        source=words,
        paragraph=part.paragraph,
    )
    return Outcome(Tally(1, 0), (finding,))


def sentences_of(basis: Basis, number: int) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, read when it is first asked for."""
    read = basis.evidence.once(_sentences_read)
    if number not in read:
        read[number] = read_sentences(number, basis.evidence.text(number))
    return read[number]


def _sentences_read(evidence: Evidence) -> dict[int, tuple[Sentence, ...]]:
    del evidence
    return {}


def _support(insight: Insight, basis: Basis) -> list[Sentence]:
    """Return the sentences that support the insight: those its quotes stand in, or the ones most like it."""
    if not insight.citations:  # compared with the whole article
        clear = best(insight.text, (part for number in basis.cited for part in sentences_of(basis, number)))
        return [clear] if clear else []
    spans = {citation.paragraph: citation.span for citation in insight.citations}
    found: list[Sentence] = []
    for number in basis.cited:
        parts = sentences_of(basis, number)
        if span := spans.get(number):
            found += [part for part in parts if part.span.start < span.end and span.start < part.span.end]
        elif (clear := best(insight.text, parts)) or len(parts) <= _FEW:
            found += [clear] if clear else parts
    return found
