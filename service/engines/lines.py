"""The lines of an answer, told apart: labels, bullets, and everything else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from service.domain.initials import by_initial
from service.formats.markers import split_citations


class Kind(Enum):
    """What a line of an answer is."""

    BLANK = auto()
    CORE = auto()  # the label of the core insights
    GROUP = auto()  # the label of a group; the text is its heading, "" where it stands on the next line
    TITLE = auto()  # any other line that reads like a heading
    BULLET = auto()
    REMARK = auto()  # the model speaks about its answer
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line's kind, and its text without the bullet or label; ``indented`` as it stood in the answer."""

    kind: Kind
    text: str = ""
    indented: bool = False


_ORDINAL = r"(?:[一二三四五六七八九十IVX\d]{1,3}[、.．)）]\s{0,3})?"
_CORE = re.compile(
    rf"{_ORDINAL}(?:(?:core|key|main) {{0,2}}(?:insights?|points|takeaways|findings)"
    r"|(?:核心|关键|關鍵|主要)(?:观点|觀點|洞察|洞见|洞見|见解|見解|要点|要點|看点|看點|结论|結論))"
    r"\s{0,3}(?:[(（][^()（）]{0,40}[)）])?",
    re.IGNORECASE,
)
_DIGIT = r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十])"
_GROUP_NAME = (
    rf"{_ORDINAL}(?:(?:group|section|topic|theme)\s{{0,3}}\#?(?:\d{{1,2}}|[a-h]|[ivx]{{1,4}}|one|two|three|four|five|six)\b"
    rf"|(?:分组|分組|小组|小組|主题|主題|组|組)\s{{0,3}}(?:{_DIGIT}|[a-h])|第{_DIGIT}(?:组|組|个?主题|個?主題))"
)
_GROUP = re.compile(
    rf"{_GROUP_NAME}(?:\s{{0,3}}[:：.．、|)）]\s{{0,3}}|\s{{1,3}}[—–-]{{1,2}}\s{{1,3}}|\s{{0,3}}——?\s{{0,3}}|\s{{1,3}}|$)",
    re.IGNORECASE,
)
_FLAT_CORE = re.compile(rf"(?:{_CORE.pattern})\s{{0,3}}(?:[:：]\s{{0,3}}|(?=[-–—•]\s))(?=\S)", re.IGNORECASE)
_FLAT_BREAK = re.compile(rf"(?<=[\]］】])[.。]?\s{{0,3}}(?=[-–—•]\s|{_GROUP_NAME}\s{{0,2}}[:：])", re.IGNORECASE)
_LABELLED = re.compile(rf"{_GROUP_NAME}\s{{0,3}}[:：]", re.IGNORECASE)
_MAY_LABEL = re.compile(  # one stands in every label: a look that costs little
    by_initial("core|key|main|group|section|topic|theme|核心|关键|關鍵|主要|组|組|主题|主題")
)
_FLAT_HEADING = re.compile(r"\s[-–—•]\s")

_BULLET = re.compile(
    r"(?:(?:[-*+•·‣⁃▪◦●○■□►▶◆–—]|[①-⑳]|\[[ xX]\])\s+|[-•·●▪◆①-⑳](?=[^\s\d.,-])"
    r"|\d{1,2}[.)](?:\s+|(?=[A-Z*“\u2e80-\u9fff]))|\d{1,2}[、．）](?!\d)\s*|[(（]\d{1,2}[)）]\s*(?=[^\s(（])|[a-h][.)]\s+)+"
)
_EVIDENCE = re.compile(
    r"(?:[-*•]\s{1,3})?[*_]{0,3}(?:citations?|sources?|evidence|quotes?|引用|引文|来源|來源|出处|出處|依据|依據|证据|證據)[*_]{0,3}\s?[:：]"
    r"[*_]{0,3}\s{0,3}(?=[\[［【])",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-*_=—─~`]{3,}\w{0,12}")
_REMARK = re.compile(
    r"[(（\[*_]{0,3}(?:(?:notes?|n\.b\.|sources?|references?|conclusion|summary|disclaimer|overall)\b[*_]{0,3}\s{0,3}(?:[:：(]|$)"
    r"|please |let me |sure[,!. ]|here (?:is|are) |i(?:'|’| (?:hope|have|can|am|will|left|did|used|tried|kept))"
    r"|this (?:summary|brief|answer)|these (?:insights|citations)|the above|all (?:quotes|citations|insights)"
    r"|(?:注意?|备注|備註|说明|說明|总结|總結|结论|結論|来源|來源)[*_]{0,3}\s{0,3}(?:[:：]|$)|参考(?:资料|文献|来源)|參考(?:資料|文獻|來源)"
    r"|以上(?:就?是|为|為|内容|內容|摘要|总结|總結|观点|觀點)|希望(?:对|對|这|這|以上)|如需|如果[您你]|请注意|請注意|总之|總之|综上|綜上)",
    re.IGNORECASE,
)
_DECORATION = " \t\u3000#>*_`=~|【】〖〗「」『』[]:：-–—"
_AROUND_HEADING = " \t\u3000*_`=~|:：-–—"
_CLOSING_HASHES = re.compile(r"\s#{1,6}$")
_LONGEST_HEADING = 80
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "…", ";", "；")


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of an answer; the flat form, all in one line, is broken up first."""
    for line in text.split("\n"):
        for piece in _pieces(line):
            yield _line(piece)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return text.endswith(_SENTENCE_ENDS)


def begins_like_label(text: str) -> bool:
    """Whether the text begins with the label of a group, as where a line end was lost."""
    return bool(_LABELLED.match(text))


def without_label(heading: str) -> str:
    """Return a heading without the label of a group, where it begins with one."""
    label = _LABELLED.match(heading)
    return heading[label.end() :].strip() if label else heading


def _pieces(line: str) -> list[str]:
    """Return the lines that a line of the flat form stands for; any other line as it is."""
    plain = line.strip().lstrip("#*_>【 ")
    core = _FLAT_CORE.match(plain.replace("**", ""))
    if core:
        label, rest = plain.replace("**", "")[: core.end()], plain.replace("**", "")[core.end() :]
        return [label, *_flat(rest)]
    if _GROUP.match(plain) and _FLAT_BREAK.search(plain):
        return list(_flat(plain))
    return [line]


def _flat(text: str) -> Iterator[str]:
    for part in _FLAT_BREAK.split(text):
        group = _GROUP.match(part)
        dash = _FLAT_HEADING.search(part, group.end()) if group else None
        if dash:
            yield part[: dash.start()]
            yield part[dash.start() :].strip()
        else:
            yield part


def _line(line: str) -> Line:
    text = line.strip()
    if not text or _RULE.fullmatch(text):
        return Line(Kind.BLANK)
    if evidence := _EVIDENCE.match(text):
        return Line(Kind.PLAIN, text[evidence.end() :], indented=True)
    return _label(text) or _sentence(text.lstrip("> "), indented=line[:1].isspace())


def _label(text: str) -> Line | None:
    bare = text.replace("**", "").replace("`", "")
    if len(text) > _LONGEST_HEADING * 2 or not _MAY_LABEL.search(bare):
        return None
    plain, citations = split_citations(bare)
    if any(citation.quote for citation in citations):
        return None  # an insight that begins like a label
    if _CORE.fullmatch(plain.strip(_DECORATION)):
        return Line(Kind.CORE)
    group = _GROUP.match(plain.lstrip(_DECORATION))
    if not group:
        return None
    heading = _heading(plain.lstrip(_DECORATION)[group.end() :])
    spaced = group[0][-1:].isspace()
    if len(heading) > _LONGEST_HEADING or (spaced and ends_sentence(heading)):
        return None
    return Line(Kind.GROUP, heading)


def _heading(text: str) -> str:
    """Return a heading without what decorates it; brackets of its own stay, and so does the # of C#."""
    heading = _CLOSING_HASHES.sub("", text.strip(_AROUND_HEADING)).removesuffix("。")
    for opening, closing in ("[]", "【】", "〖〗", "「」", "『』"):
        if heading.endswith(closing) and heading.count(closing) > heading.count(opening):
            heading = heading[:-1]
    return heading.strip(_AROUND_HEADING)


def _sentence(text: str, *, indented: bool) -> Line:
    bullet = _BULLET.match(text)
    content = text[bullet.end() :].strip() if bullet else text
    if _REMARK.match(content):
        return Line(Kind.REMARK, content)
    if bullet:
        return Line(Kind.BULLET, content, indented)
    if text.startswith("#") or _bold(text) or text.endswith((":", "：")):
        return Line(Kind.TITLE, _heading(text.lstrip("# ")))
    return Line(Kind.PLAIN, text, indented)


def _bold(text: str) -> bool:
    return text.startswith("**") and text.endswith("**") and text.count("**") == 2  # noqa: PLR2004  # one run of bold
