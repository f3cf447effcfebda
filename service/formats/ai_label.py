"""The line by which a reader sees that a machine wrote a brief, and whether anybody looked at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.brief import Brief, Draft, Provenance
from service.domain.characters import clean_line, is_line
from service.domain.language import Language

PLACEHOLDERS = ("{writer}", "{review}")
"""What a wording may hold: the model or engine that wrote the brief; who reviewed it, or that nobody did."""

MAX_WORDING = 200  # characters: one line under a brief, not a statement of policy

_STANDARD: Mapping[Language, str] = {
    Language.ENGLISH: "Written by AI ({writer}), {review}",
    Language.SIMPLIFIED_CHINESE: "由人工智能撰写（{writer}），{review}",
    Language.TRADITIONAL_CHINESE: "由人工智慧撰寫（{writer}），{review}",
}
_REVIEWED: Mapping[Language, tuple[str, str]] = {
    Language.ENGLISH: ("reviewed by {}", "not reviewed"),
    Language.SIMPLIFIED_CHINESE: ("已由{}审核", "未经人工审核"),
    Language.TRADITIONAL_CHINESE: ("已由{}審核", "未經人工審核"),
}
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS)))


def _pattern(language: Language) -> str:
    """Return what the standard label of a language looks like, whoever wrote and reviewed."""
    reviews = "|".join(re.escape(words).replace(r"\{\}", ".{1,100}") for words in _REVIEWED[language])
    wording = re.escape(_STANDARD[language]).replace(r"\{writer\}", ".{1,200}")
    return wording.replace(r"\{review\}", f"(?:{reviews})")


_STANDARD_LABEL = re.compile(rf"(?:^|(?<=[\]］】])\s?)[—–-]{{0,2}}\s?(?:{'|'.join(map(_pattern, Language))})[.。]?$")


@dataclass(frozen=True, slots=True)
class AiLabel:
    """The label's wording in each language of a brief; one that is "" or missing removes it there."""

    wordings: Mapping[Language, str] = field(default_factory=lambda: dict(_STANDARD))

    def line(self, item: Draft | Brief) -> str:
        """Return the label of a brief as one line, "" where it is removed; a draft, which may be anyone's, has none."""
        return self.line_of(item.header.language, item.provenance) if isinstance(item, Brief) else ""

    def line_of(self, language: Language, provenance: Provenance) -> str:
        """Return the label of a brief in that language, of which this is known."""
        wording = self.wordings.get(language, "")
        reviewed, unreviewed = _REVIEWED[language]
        review = reviewed.format(provenance.reviewed_by) if provenance.reviewed_by else unreviewed
        known = {"{writer}": provenance.model or provenance.engine, "{review}": review}
        return clean_line(_PLACEHOLDER.sub(lambda found: known[found[0]], wording))


STANDARD_LABEL = AiLabel()
NO_LABEL = AiLabel({})


def worded(wordings: Mapping[Language, str]) -> AiLabel:
    """Return the standard label with these wordings in the place of its own; "" leaves its own."""
    return AiLabel({language: wordings.get(language) or standard for language, standard in _STANDARD.items()})


def without_label(line: str) -> str:
    """Return a line without the standard label: "" where it is nothing else, in whatever way it was copied."""
    return _STANDARD_LABEL.sub("", line)


def mistake_in(wording: str) -> str:
    """Return what is wrong with a wording, "" where nothing is."""
    if wording and (not is_line(wording) or len(wording) > MAX_WORDING):
        return f"must be one line of at most {MAX_WORDING} characters, without control or bidi characters"
    if re.search("[{}]", _PLACEHOLDER.sub("", wording)):
        return f"may hold {' and '.join(PLACEHOLDERS)} and no other braces"
    return ""
