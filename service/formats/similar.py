"""Which kept briefs are of nearly the same text, and what differs, in the words of the brief's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain.brief import Brief
from service.domain.changes import Change
from service.domain.language import Language
from service.formats.text import one_line
from service.formats.what_changed import ChangeLine


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarWords:
    """The words of one language; ``share`` takes a percentage, ``differs`` the number here and the one there."""

    heading: str
    share: str
    differs: str
    here: str
    there: str
    brief: str


SIMILAR_WORDS: Mapping[Language, SimilarWords] = {
    Language.ENGLISH: SimilarWords(
        heading="Similar articles",
        share="{}% the same: ",
        differs="{} here, {} there",
        here="only here: {}",
        there="only there: {}",
        brief="brief",
    ),
    Language.SIMPLIFIED_CHINESE: SimilarWords(
        heading="相似报道",
        share="{}% 相同：",
        differs="本文{}，另一篇{}",
        here="仅见于本文：{}",
        there="仅见于另一篇：{}",
        brief="简报",
    ),
    Language.TRADITIONAL_CHINESE: SimilarWords(
        heading="相似報道",
        share="{}% 相同：",
        differs="本文{}，另一篇{}",
        here="僅見於本文：{}",
        there="僅見於另一篇：{}",
        brief="簡報",
    ),
}


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """One similar article: a line of plain text, the id of its brief, and a line for each number that differs."""

    text: str
    id: str
    numbers: tuple[ChangeLine, ...]


def similar_lines(brief: Brief) -> Iterator[SimilarLine]:
    """Yield a line for each brief that this one is similar to, the most similar first."""
    words = SIMILAR_WORDS[brief.header.language]
    for one in brief.similar_to:
        numbers = tuple(ChangeLine(one_line(_told(number, words)), number.paragraph) for number in one.numbers)
        yield SimilarLine(words.share.format(round(one.similarity * 100)), one.id, numbers)


def _told(number: Change, words: SimilarWords) -> str:
    if number.before and number.after:
        return words.differs.format(number.after, number.before)
    return words.here.format(number.after) if number.after else words.there.format(number.before)
