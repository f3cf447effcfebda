"""One defect of one insight, and how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does to its insight."""

    FAILS = "fails"  # the insight is asked for once more, and else withheld
    WARNS = "warns"  # the insight stays; an editor should look
    NOTES = "notes"  # the insight stays; said for completeness


class Problem(StrEnum):
    """The kinds of defect, by the check that finds them."""

    # citations
    QUOTE_MOVED = "quote-moved"
    QUOTE_NOT_FOUND = "quote-not-found"
    NO_SUCH_PARAGRAPH = "no-such-paragraph"
    BOILERPLATE_CITED = "boilerplate-cited"
    UNANCHORED = "unanchored"
    NO_CITATION = "no-citation"


SEVERITIES = {
    Problem.QUOTE_MOVED: Severity.NOTES,
    Problem.QUOTE_NOT_FOUND: Severity.WARNS,
    Problem.NO_SUCH_PARAGRAPH: Severity.WARNS,
    Problem.BOILERPLATE_CITED: Severity.WARNS,
    Problem.UNANCHORED: Severity.NOTES,
    Problem.NO_CITATION: Severity.FAILS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A defect of the insight at ``where``, with the exact words on both sides.

    ``where`` is a JSON pointer into the summary; ``text`` are the insight's words, ``source`` the article's;
    ``paragraph`` is the source paragraph concerned, None where there is none.
    """

    check: str
    problem: Problem
    where: str
    message: str
    text: str = ""
    source: str = ""
    paragraph: int | None = None

    @property
    def severity(self) -> Severity:
        """How much the finding weighs, from the one table of severities."""
        return SEVERITIES[self.problem]
