"""One defect of one insight, and how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does to its insight."""

    FAILS = "fails"  # the insight is asked for once more, and else withheld
    WARNS = "warns"  # the insight stays; an editor should look
    NOTES = "notes"  # the insight stays; said for completeness


class Strictness(StrEnum):
    """How much the kinds of defect weigh (the setting VERIFY)."""

    STRICT = "strict"
    STANDARD = "standard"
    LENIENT = "lenient"


class Problem(StrEnum):
    """The kinds of defect, by the check that finds them."""

    # citations
    QUOTE_MOVED = "quote-moved"
    QUOTE_NOT_FOUND = "quote-not-found"
    NO_SUCH_PARAGRAPH = "no-such-paragraph"
    BOILERPLATE_CITED = "boilerplate-cited"
    UNANCHORED = "unanchored"
    NO_CITATION = "no-citation"
    # quantities
    QUANTITY_NOT_FOUND = "quantity-not-found"
    WRONG_SCALE = "wrong-scale"
    WRONG_UNIT = "wrong-unit"
    WRONG_CURRENCY = "wrong-currency"
    QUANTITY_ELSEWHERE = "quantity-elsewhere"
    HEDGE_LOST = "hedge-lost"
    HEDGE_CHANGED = "hedge-changed"
    EACH_LOST = "each-lost"
    ROUNDED = "rounded"
    # dates
    DATE_NOT_FOUND = "date-not-found"
    DATE_ELSEWHERE = "date-elsewhere"
    # quotations
    QUOTATION_NOT_FOUND = "quotation-not-found"
    QUOTATION_ELSEWHERE = "quotation-elsewhere"
    TRANSLATED_QUOTE = "translated-quote"
    # names
    NAME_NOT_FOUND = "name-not-found"
    NAME_NOT_HOUSE_STYLE = "name-not-house-style"
    NAME_FORMS_DIFFER = "name-forms-differ"
    # addresses
    ADDRESS_NOT_FOUND = "address-not-found"
    # attribution, direction
    ATTRIBUTION_MISSING = "attribution-missing"
    DIRECTION_DIFFERS = "direction-differs"
    NEGATION_DIFFERS = "negation-differs"
    # support
    UNSUPPORTED = "unsupported"


_FAILS, _WARNS, _NOTES = Severity.FAILS, Severity.WARNS, Severity.NOTES

# Strict, standard, lenient. Standard is contract §2: an insight fails without a citation, or with a number, date or
# quoted phrase that the cited paragraphs do not hold.
_SEVERITIES: dict[Problem, tuple[Severity, Severity, Severity]] = {
    Problem.QUOTE_MOVED: (_WARNS, _NOTES, _NOTES),
    Problem.QUOTE_NOT_FOUND: (_FAILS, _WARNS, _WARNS),
    Problem.NO_SUCH_PARAGRAPH: (_FAILS, _WARNS, _WARNS),
    Problem.BOILERPLATE_CITED: (_FAILS, _WARNS, _WARNS),
    Problem.UNANCHORED: (_WARNS, _NOTES, _NOTES),
    Problem.NO_CITATION: (_FAILS, _FAILS, _FAILS),
    Problem.QUANTITY_NOT_FOUND: (_FAILS, _FAILS, _WARNS),
    Problem.WRONG_SCALE: (_FAILS, _FAILS, _FAILS),
    Problem.WRONG_UNIT: (_FAILS, _FAILS, _WARNS),
    Problem.WRONG_CURRENCY: (_FAILS, _FAILS, _FAILS),
    Problem.QUANTITY_ELSEWHERE: (_FAILS, _WARNS, _NOTES),
    Problem.HEDGE_LOST: (_FAILS, _WARNS, _NOTES),
    Problem.HEDGE_CHANGED: (_FAILS, _WARNS, _WARNS),
    Problem.EACH_LOST: (_WARNS, _NOTES, _NOTES),
    Problem.ROUNDED: (_WARNS, _NOTES, _NOTES),
    Problem.DATE_NOT_FOUND: (_FAILS, _FAILS, _WARNS),
    Problem.DATE_ELSEWHERE: (_FAILS, _WARNS, _NOTES),
    Problem.QUOTATION_NOT_FOUND: (_FAILS, _FAILS, _WARNS),
    Problem.QUOTATION_ELSEWHERE: (_FAILS, _WARNS, _NOTES),
    Problem.TRANSLATED_QUOTE: (_WARNS, _NOTES, _NOTES),
    Problem.ADDRESS_NOT_FOUND: (_FAILS, _FAILS, _FAILS),
    Problem.NAME_NOT_FOUND: (_FAILS, _WARNS, _NOTES),
    Problem.NAME_NOT_HOUSE_STYLE: (_WARNS, _NOTES, _NOTES),
    Problem.NAME_FORMS_DIFFER: (_WARNS, _WARNS, _NOTES),
    Problem.ATTRIBUTION_MISSING: (_WARNS, _NOTES, _NOTES),
    Problem.DIRECTION_DIFFERS: (_WARNS, _NOTES, _NOTES),
    Problem.NEGATION_DIFFERS: (_WARNS, _NOTES, _NOTES),
    Problem.UNSUPPORTED: (_FAILS, _WARNS, _NOTES),
}


def severity_of(problem: Problem, strictness: Strictness) -> Severity:
    """Return how much a kind of defect weighs, from the one table of severities."""
    return _SEVERITIES[problem][tuple(Strictness).index(strictness)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A defect of the insight at ``where``, with the exact words on both sides.

    ``where`` is a JSON pointer into the summary; ``text`` are the insight's words, ``source`` the article's;
    ``paragraph`` is the source paragraph concerned, None where there is none. ``severity`` is set by the gate, from
    the table above; what nobody has weighed yet fails.
    """

    check: str
    problem: Problem
    where: str
    message: str
    text: str = ""
    source: str = ""
    paragraph: int | None = None
    severity: Severity = Severity.FAILS
