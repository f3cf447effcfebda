"""One insight as the model wrote it, read into its text and its citations, or refused."""

import re

from service.domain.errors import AnswerIncomplete, AnswerUnreadable
from service.domain.summary import Citation, Insight
from service.engines.lines import ends_sentence
from service.formats.markers import split_citations

_LONGEST_TEXT = 600  # characters: eight times what contract §1 asks for; a longer one is the article parroted
_FEWEST_LETTERS = 4
_PARROTED = frozenset({"insight", "corrected insight"})  # our own prompt's form lines
_HAN_FROM = "\u2e80"

_OPEN, _CLOSE = r"[\[［【]", r"[\]］】]"
_QUOTED = r"[“\"「『][^“”\"「」『』\n]{1,300}[”\"」』]"
_ROUND = re.compile(rf"[(（]\s?[Pp¶]?(\d{{1,4}})\s?[:：,，]\s?({_QUOTED})\s?[)）]")
_BESIDE = re.compile(
    rf"{_OPEN}\s?[Pp¶]?(\d{{1,4}})\s?{_CLOSE}\s?(?:[:：]\s?({_QUOTED})(?=[\s.。;；,，]{{0,4}}(?:{_OPEN}|$))"
    rf"|[(（]\s?({_QUOTED})\s?[)）])"
)
_ENCLOSED = re.compile(rf"[(（]\s?((?:{_OPEN}[^\[\]［］【】()（）]{{1,300}}{_CLOSE}[\s,，、;；]{{0,3}}){{1,9}})[)）]")
_BETWEEN = re.compile(rf"(?<={_CLOSE})\s?(?:[,，、;；&和及]|and)\s?(?={_OPEN}\s?[Pp¶]?\d)")
_LEADING = re.compile(rf"\s*{_OPEN}\s?[Pp¶]?\d{{1,4}}\s?{_CLOSE}\s*[^\s\[［【]")
_LEFT = re.compile(
    rf"{_OPEN}\s?(?:[Pp¶第#]\s?)?\d|{_OPEN}\s?[“\"「『]|{_OPEN}[nNxX#]\s?[:：\]]|[(（]\s?(?:[Pp¶]?\d{{1,4}}\s?[:：,，]?\s?[“\"「『]"
    r"|第\s?\d+\s?段|para(?:graph)?s?\b|sources?\b|来源|來源)|<<<|\|\s*$",
    re.IGNORECASE,
)
_UNCLOSED = re.compile(rf"{_OPEN}\s{{0,3}}(?:$|[^\d\s]{{0,10}}\s?\d)")
_NAME = re.compile(r"(?:insight|观点|觀點|洞察|洞見|洞见)\s?\d{0,2}\s?[:：]\s{0,3}", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\d)\*\*(?=\S)([^*]{1,600})(?<=\S)\*\*|(?<!\w)__(?=\S)([^_]{1,600})(?<=\S)__(?!\w)")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,600})(?<=\S)\*(?![\w*])|`([^`]{1,600})`")
_TAGS = re.compile(r"</?(?:b|strong|i|em|u|mark|span|p|li|code)>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_LOOSE_ENDS = " ,，、;；:：-–—"


def read_insight(raw: str) -> Insight:
    """Return the insight; one without any mark has no citations.

    Raise AnswerIncomplete where a mark is not closed, AnswerUnreadable where anything is left that looks like one.
    """
    if is_unclosed(raw):
        raise AnswerIncomplete("the model's answer ends in the middle of a citation")
    if _LEADING.match(raw):
        raise AnswerUnreadable("the model's answer has a number that may be a citation or a bullet")
    left, citations = split_citations(_usual(raw))
    text = plain_text(left)
    if _is_no_insight(text) or _LEFT.search(text) or any(_is_cut(citation) for citation in citations):
        raise AnswerUnreadable("the model's answer has an insight that cannot be told from its citations")
    return Insight(text, citations)


def plain_text(text: str) -> str:
    """Return the text without Markdown's emphasis and HTML's, as one line."""
    text = _ITALIC.sub(_inner, _BOLD.sub(_inner, _TAGS.sub("", text)))
    return _NAME.sub("", _SPACES.sub(" ", text).strip(), count=1).rstrip(_LOOSE_ENDS) if text else ""


def is_unclosed(raw: str) -> bool:
    """Whether the last bracket of a raw insight opens a citation and never closes."""
    tail = raw[max(raw.rfind(mark) for mark in "]］】") + 1 :]
    return bool(_UNCLOSED.search(tail))


def cites(raw: str) -> bool:
    """Whether a raw insight, or what may be one, holds a citation."""
    return bool(split_citations(_usual(raw))[1])


def continues(last: str, text: str, *, indented: bool) -> bool:
    """Whether a line without a bullet goes on with the raw insight before it."""
    if is_unclosed(last) or _only_cites(text):
        return True
    if ends_sentence(last) or last.rstrip("*_ ").endswith(("]", "］", "】")):
        return False
    return indented or text[0].islower() or text[0] >= _HAN_FROM


def joined(last: str, text: str) -> str:
    """Return two lines of a raw insight as one; Chinese goes on without a space."""
    return f"{last}{text}" if last[-1:] >= _HAN_FROM and text[:1] >= _HAN_FROM else f"{last} {text}"


def _only_cites(text: str) -> bool:
    left, citations = split_citations(_usual(text))
    return bool(citations) and not left.strip(" .。,，;；")


def _usual(raw: str) -> str:
    """Return a raw insight with the marks that only models write turned into those of the format."""
    text = _ROUND.sub(r"[\1: \2]", raw)
    text = _BESIDE.sub(lambda found: f"[{found[1]}: {found[2] or found[3]}]", text)
    return _BETWEEN.sub("", _ENCLOSED.sub(r"\1", text))


def _inner(found: re.Match[str]) -> str:
    return found[1] or found[2]


def _is_no_insight(text: str) -> bool:
    letters = sum(1 for character in text[:_LONGEST_TEXT] if character.isalnum())
    return letters < _FEWEST_LETTERS or len(text) > _LONGEST_TEXT or text.casefold() in _PARROTED


def _is_cut(citation: Citation) -> bool:
    """Whether the quote ended at a bracket of its own."""
    return any(citation.quote.count(a) > citation.quote.count(b) for a, b in ("[]", "【】", "［］"))
