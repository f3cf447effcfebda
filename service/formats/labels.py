"""The fixed words of the renderings, by the brief's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of one language; ``group`` takes a number and a heading, ``checked`` two numbers."""

    core: str
    group: str
    withheld: str
    paragraphs: str
    evidence: str
    checked: str
    unanchored: str


LABELS: Mapping[Language, Labels] = {
    Language.ENGLISH: Labels(
        core="Core Insights",
        group="Group {}: {}",
        withheld="Withheld",
        paragraphs="Source paragraphs",
        evidence="Evidence",
        checked="{} of {} citations confirmed in the source",
        unanchored="no quote was found for this citation",
    ),
    Language.SIMPLIFIED_CHINESE: Labels(
        core="核心观点",
        group="分组{}：{}",
        withheld="未采用",
        paragraphs="原文段落",
        evidence="依据",
        checked="{}/{} 处引用已在原文中核实",
        unanchored="此处引用未找到原文语句",
    ),
    Language.TRADITIONAL_CHINESE: Labels(
        core="核心觀點",
        group="分組{}：{}",
        withheld="未採用",
        paragraphs="原文段落",
        evidence="依據",
        checked="{}/{} 處引用已在原文中核實",
        unanchored="此處引用未找到原文語句",
    ),
}
