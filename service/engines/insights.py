"""One insight as the model wrote it, read into its text and its citations, or refused."""

import re

from service.domain.errors import AnswerIncomplete, AnswerUnreadable
from service.domain.language import HAN_A_WORD
from service.domain.summary import Insight
from service.engines import marks
from service.engines.lines import begins_like_label, ends_sentence
from service.formats.markers import split_citations

_LONGEST_TEXT = 600  # characters: eight times what contract §1 asks for; a longer one is the article parroted
LONGEST_RAW = 4_000  # characters with the quotes; what is longer is refused before it is looked at
_FEWEST_LETTERS = 4
_FEWEST_WORDS = 2  # "Revenue rose" is a sentence, "from" is none
_PARROTED = frozenset({"insight", "corrected insight"})  # our own prompt's form lines
_HAN_FROM = "\u2e80"

_NAME = re.compile(r"(?:insight|观点|觀點|洞察|洞見|洞见)\s?\d{0,2}\s?[:：]\s{0,3}", re.IGNORECASE)
_BOLD = re.compile(
    r"(?<!\d)\*\*(?=\S)([^*]{1,600})(?<=\S)\*\*(?!\d)"
    r"|(?<!\w)__(?=\S)([^_]{0,300}[\s\u2e80-\u9fff][^_]{0,300})(?<=\S)__(?!\w)"  # but not __init__
)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,600})(?<=\S)\*(?![\w*])|`([^`]{1,600})`")
_TAGS = re.compile(r"</?(?:b|strong|i|em|u|mark|span|p|li|code)>", re.IGNORECASE)
_WORD = re.compile("[0-9A-Za-z\u00c0-\u024f][^\\s\u2e80-\uffff]*")
_SPACES = re.compile(r"\s+")
_LOOSE_ENDS = " ,，、;；:：-–—"


def read_insight(raw: str) -> Insight:
    """Return the insight; one without any mark has no citations.

    Raise AnswerIncomplete where a mark is not closed, AnswerUnreadable where anything is left that looks like one.
    """
    if len(raw) > LONGEST_RAW:
        raise AnswerUnreadable("the model's answer has an insight that is far too long")
    if marks.is_unclosed(raw):
        raise AnswerIncomplete("the model's answer ends in the middle of a citation")
    usual = marks.usual(raw)
    if marks.is_doubtful(usual):
        raise AnswerUnreadable("the model's answer has a number or a quote that may belong to the sentence")
    left, citations = split_citations(usual)
    text = plain_text(left)
    if _is_no_insight(text) or marks.remains(text) or any(marks.is_cut(citation.quote) for citation in citations):
        raise AnswerUnreadable("the model's answer has an insight that cannot be told from its citations")
    return Insight(text, citations)


def plain_text(text: str) -> str:
    """Return the text without Markdown's emphasis and HTML's, as one line."""
    text = _ITALIC.sub(_inner, _BOLD.sub(_inner, _TAGS.sub("", text)))
    text = _SPACES.sub(" ", text).strip().removeprefix("**").removesuffix("**")
    return _NAME.sub("", text, count=1).rstrip(_LOOSE_ENDS)


def cites(raw: str) -> bool:
    """Whether a raw insight, or what may be one, holds a citation."""
    return bool(split_citations(marks.usual(raw))[1])


def continues(last: str, text: str, *, indented: bool) -> bool:
    """Whether a line without a bullet goes on with the raw insight before it."""
    if marks.is_unclosed(last) or _only_cites(text):
        return True
    if ends_sentence(last) or (last.rstrip("*_ ,，").endswith(("]", "］", "】", ")", "）")) and cites(last)):
        return False
    return indented or text[0].islower() or text[0] >= _HAN_FROM


def joined(last: str, text: str) -> str:
    """Return two lines of a raw insight as one; Chinese goes on without a space."""
    if len(last) > LONGEST_RAW:
        raise AnswerUnreadable("the model's answer has an insight that is far too long")
    return f"{last}{text}" if last[-1:] >= _HAN_FROM and text[:1] >= _HAN_FROM else f"{last} {text}"


def _only_cites(text: str) -> bool:
    left, citations = split_citations(marks.usual(text))
    return bool(citations) and not left.strip(" .。,，;；")


def _inner(found: re.Match[str]) -> str:
    return found[1] or found[2]


def _words(text: str) -> float:
    han = sum(1 for character in text if character >= _HAN_FROM and character.isalnum())
    return han / HAN_A_WORD + len(_WORD.findall(text))


def _is_no_insight(text: str) -> bool:
    letters = sum(map(str.isalnum, text[:_LONGEST_TEXT]))
    if letters < _FEWEST_LETTERS or len(text) > _LONGEST_TEXT or _words(text) < _FEWEST_WORDS:
        return True
    return text.casefold() in _PARROTED or begins_like_label(text)
