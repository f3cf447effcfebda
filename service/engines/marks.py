"""The marks that only models write: turned into those of the format, or known for what cannot be."""

import html
import re

_OPEN, _CLOSE = r"[\[［【]", r"[\]］】]"
_NUMBER = r"\s?[Pp¶]?\d{1,4}\s?"
_QUOTED = r"[“\"「『][^“”\"「」『』\n]{1,300}[”\"」』]"
_MARK = rf"{_OPEN}{_NUMBER}(?:[:：,，]?\s?{_QUOTED}\s?)?{_CLOSE}"

_ESCAPED = re.compile(r"\\([\[\]\"“”*_()])")
_ENTITY = re.compile(r"&(?:[lr][ds]quo|quot|amp|nbsp|lt|gt|#\d{2,5});")
_ROUND = re.compile(rf"[(（]\s?[Pp¶]?(\d{{1,4}})\s?[:：,，]\s?({_QUOTED})\s?[)）]")
_BESIDE = re.compile(
    rf"{_OPEN}\s?[Pp¶]?(\d{{1,4}})\s?{_CLOSE}\s?(?:[:：]\s?({_QUOTED})(?=[\s.。;；,，]{{0,4}}(?:{_OPEN}|$))"
    rf"|[(（]\s?({_QUOTED})\s?[)）])"
)
_TWO_QUOTES = re.compile(rf"{_OPEN}\s?([Pp¶]?\d{{1,4}})\s?[:：]\s?({_QUOTED})\s?[,，;；、]?\s?({_QUOTED})\s?{_CLOSE}")
_ENCLOSED = re.compile(
    rf"(?:[(（]|<sup>)\s?((?:{_OPEN}[^\[\]［］【】()（）]{{1,300}}{_CLOSE}[\s,，、;；]{{0,3}}){{1,9}})(?:[)）]|</sup>)"
)
_AND = r"\s?(?:[,，、;；&和及]|and)\s?"
_BETWEEN = re.compile(rf"(?<={_CLOSE}){_AND}(?={_OPEN}\s?[^\d\[\]\s“\"]{{0,12}}\s?\d)")
_ROUND_RUN = re.compile(rf"(?:[(（]\d{{1,4}}[)）]{_AND}){{1,9}}(?=[(（]\d{{1,4}}[)）][.。]?\s{{0,3}}\Z)")
_JOINT = re.compile(_AND)

_DOUBTFUL = re.compile(
    rf"\A\s{{0,9}}{_OPEN}{_NUMBER}{_CLOSE}\s{{0,9}}[^\s\[［【]"  # a citation, or the number of a bullet
    rf"|{_OPEN}{_NUMBER}{_CLOSE}\s?[“\"「『‘]"  # evidence, or said in the sentence
    rf"|{_MARK}\s{{0,3}}\d{{1,2}}[.)、](?!\d)"  # the next line of a list
    rf"|{_MARK}\s{{0,3}}(?:[(（–—:：=→/|•·]|-\s|[\[［【](?!\s?[^\d\]］】\s]{{0,12}}\s?\d))"  # a remark, an insight
    rf"|{_MARK}\s{{0,3}}[^\w\s.。,，;；!?！？\[［【*`)）<“”\"'‘’]+\Z"  # a tick, a smiley
)
_REMAINS = re.compile(
    rf"(?=[\[［【{{<(（&和及与與aA”\"」』’.。:：,，;；)）|\d①-⑳])(?i:"  # how all of them begin: a look at one character
    rf"{_OPEN}\s?(?:[^\W\d]{{1,12}}\.?|[¶§\#^])?\s?\d|{_OPEN}\s?[“\"「『]|{_OPEN}[nx]\s?[:：\]]|[{{<]\s?\d{{1,4}}\s?[:：]|<su[pb]>"
    r"|[(（]\s?(?:[p¶]?\d{1,4}\s?[:：,，]?\s?[“\"「『]|第\s?\d{1,4}\s?段|para(?:graph)?s?\b|sources?\b|来源|來源)"
    r"|(?<!\w)[(（]\s?(?:see|cf\.?|参见|參見|见|見)?\s?[)）]|[(（]\d{1,3}[)）]\Z|(?:[&和及与與]|\band)\Z|[”\"」』’]\s?[\]］】]|[\[［【]\s?[:：]|\A[.。:：,，;；)）]|<<<|\A\||\|\Z|\A[\d①-⑳]{1,2}[.)、．）](?!\d))"
)
_UNCLOSED = re.compile(rf"{_OPEN}\s{{0,3}}(?:\Z|[^\d\s]{{0,10}}\s?\d)")
_NEXT_MARK = re.compile(rf"{_CLOSE}\s?{_OPEN}\s?\d")


def usual(raw: str) -> str:
    """Return a raw insight with the marks that only models write turned into those of the format."""
    text = _ESCAPED.sub(r"\1", _ENTITY.sub(lambda entity: html.unescape(entity[0]), raw))
    text = _TWO_QUOTES.sub(r"[\1: \2][\1: \3]", _ROUND.sub(r"[\1: \2]", text))
    text = _BESIDE.sub(lambda found: f"[{found[1]}: {found[2] or found[3]}]", text)
    text = _ROUND_RUN.sub(lambda run: _JOINT.sub("", run[0]), text)
    return _BETWEEN.sub("", _ENCLOSED.sub(r"\1", text))


def is_unclosed(raw: str) -> bool:
    """Whether the last bracket of a raw insight opens a citation and never closes."""
    tail = raw[max(raw.rfind(mark) for mark in "]］】") + 1 :]
    return bool(_UNCLOSED.search(tail))


def is_doubtful(text: str) -> bool:
    """Whether a mark, or what stands beside it, can be read in two ways."""
    return bool(_DOUBTFUL.search(text))


def remains(text: str) -> bool:
    """Whether something that looks like a mark is left in a text whose marks were taken out."""
    return bool(_REMAINS.search(text))


def is_cut(quote: str) -> bool:
    """Whether a quote ended at a bracket of its own, or went on into the next mark."""
    return bool(_NEXT_MARK.search(quote)) or any(quote.count(a) > quote.count(b) for a, b in ("[]", "【】", "［］"))
