"""The line by which a reader sees that a machine wrote a brief, and whether anybody looked at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.brief import Brief, Draft
from service.domain.language import Language
from service.formats.text import one_line

PLACEHOLDERS = ("{writer}", "{review}")
"""What a wording may hold: the model or engine that wrote the brief; who reviewed it, or that nobody did."""

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


@dataclass(frozen=True, slots=True)
class AiLabel:
    """The label's wording in each language of a brief; one that is "" or missing removes it there."""

    wordings: Mapping[Language, str] = field(default_factory=lambda: dict(_STANDARD))

    def line(self, item: Draft | Brief) -> str:
        """Return the label of a brief as one line, "" where it is removed; a draft, which may be anyone's, has none."""
        wording = self.wordings.get(item.header.language, "")
        if not isinstance(item, Brief) or not wording:
            return ""
        provenance = item.provenance
        reviewed, unreviewed = _REVIEWED[item.header.language]
        review = reviewed.format(provenance.reviewed_by) if provenance.reviewed_by else unreviewed
        known = {"{writer}": provenance.model or provenance.engine, "{review}": review}
        for placeholder in PLACEHOLDERS:
            wording = wording.replace(placeholder, known[placeholder])
        return one_line(wording)


STANDARD_LABEL = AiLabel()
NO_LABEL = AiLabel({})
