"""Whether an insight and its source go the same way: up or down, affirmed or negated."""

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter

from service.domain.checks.attribution import all_sentences
from service.domain.checks.evidence import Basis, Evidence, Outcome, place_of
from service.domain.finding import Finding, Problem
from service.domain.han import is_chinese
from service.domain.polarity.directions import Move, read_moves
from service.domain.polarity.negations import Stated, negates
from service.domain.sentences import sentences
from service.domain.sharing import Postings
from service.domain.speech.supporting import Sentence
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "direction"

_MOST_READ = 4_000  # characters of an insight, which is a sentence: what a hostile summary may cost
_MOST = 40  # numbers of it, for the same reason
_ALIKE = 0.7  # of the insight's content words that one sentence of the source must have
_FEW = 4  # paragraphs, whose sentences are rather compared one by one
_NONE: tuple[int, Sentence | None] = (0, None)
_LEAST_WORDS = 4  # content words: shorter statements have their words in common by chance


def check_direction(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare the direction of every number that the source moves too, and the negation of statements worded alike."""
    text = insight.text[:_MOST_READ]
    moves = [(move, _sources(move, basis)) for move in islice(read_moves(text), _MOST)]
    compared = [(move, sources) for move, sources in moves if sources]
    findings = [
        _differs(text, move, sources[0], where)
        for move, sources in compared
        if all(source.up is not move.up for _, source in sources)
    ]
    if is_chinese(text) is basis.evidence.article.language.chinese:
        for span in sentences(text):
            findings += _negated(text[span.start : span.end], basis, where)
    return Outcome(Tally(len(compared), len(compared) - len(findings)), tuple(findings))


def _sources(move: Move, basis: Basis) -> list[tuple[int, Move]]:
    """Return the moves of the same number in the article's paragraphs that are near."""
    return [
        (number, source)
        for number in basis.near
        for source in basis.evidence.each(_moves, number)
        if source.number == move.number
    ]


def _moves(evidence: Evidence, number: int) -> tuple[Move, ...]:
    return tuple(read_moves(evidence.text(number)))


def _most_alike(said: Stated, basis: Basis) -> tuple[int, Sentence | None]:
    """Return the sentence of the cited paragraphs that has most of the words of this one, and how many."""
    if len(basis.cited) <= _FEW:
        parts: Sequence[Sentence] = all_sentences(basis)
        return max(((len(said.words & part.stated.words), part) for part in parts), key=itemgetter(0), default=_NONE)
    parts, postings = basis.evidence.each(_whole, basis.cited)
    shared = postings.shared(said.words)
    most = max(shared.values(), default=0)
    return most, parts[min(place for place, count in shared.items() if count == most)] if most else None


def _whole(evidence: Evidence, cited: tuple[int, ...]) -> tuple[tuple[Sentence, ...], Postings]:
    parts = all_sentences(Basis(evidence, cited))
    return parts, Postings(part.stated.words for part in parts)


def _differs(text: str, move: Move, source: tuple[int, Move], where: str) -> Finding:
    number, said = source
    message = (
        f"“{move.word}” goes the other way than “{said.word}” in {place_of(number)} ({text[move.start : move.end]})"
    )
    return _finding(Problem.DIRECTION_DIFFERS, where, message, move.word, (number, said.word))


def _negated(text: str, basis: Basis, where: str) -> Iterator[Finding]:
    """Yield at most one finding: the sentence of the cited paragraphs most like this one is negated, or this one is."""
    if not (negates(text) or any(part.negates for part in all_sentences(basis))):
        return  # as of most statements: then which sentence is most like it need not be found out
    said = Stated.of(text)
    if len(said.words) < _LEAST_WORDS:
        return
    shared, most_alike = _most_alike(said, basis)
    if most_alike is None or shared / len(said.words) < _ALIKE:
        return
    number, source = most_alike.paragraph, most_alike.stated
    if said.turned or source.turned:
        return
    ours, theirs = said.negation(source), source.negation(said)
    if bool(ours) is not bool(theirs):
        message = f"{place_of(number)} says this {'with' if theirs else 'without'} a negation (“{theirs or ours}”)"
        yield _finding(Problem.NEGATION_DIFFERS, where, message, ours, (number, theirs))


def _finding(problem: Problem, where: str, message: str, text: str, said: tuple[int, str]) -> Finding:
    number, source = said
    return Finding(
        check=CHECK,
        problem=problem,
        where=where,
        message=message,
        text=text,
        source=source,
        paragraph=number or None,
    )
