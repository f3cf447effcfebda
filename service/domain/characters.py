"""Text made safe: what cannot be seen, or is there to deceive, goes; what is written stays as it is."""

import re
import unicodedata

from service.domain.errors import ArticleError

MAX_COMBINING_RUN = 30
"""Marks kept on one character: normalising is quadratic in longer runs (measured: 200,000 of them take 21.8 s)."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad]"  # controls, the soft hyphen
    "|[\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"  # bidi controls, zero widths
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"  # a joiner joins emoji, or hides something
    "|[\u115f\u1160\u3164\uffa0]"  # fillers: letters without a shape
    "|[\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff]"
    # private use, noncharacters, and with the last range tags and the selectors beyond emoji's
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def _marks(end: int) -> str:
    """Return the class of every mark up to there that combines with the character before it, in any script."""
    marks = (chr(code) for code in range(0x300, end) if unicodedata.category(chr(code)) in {"Mn", "Me"})
    ranges: list[list[str]] = []
    for mark in marks:
        if ranges and ord(mark) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = mark
        else:
            ranges.append([mark, mark])
    return "[" + "".join(f"{first}-{last}" for first, last in ranges) + "]"


_MARK = _marks(0x1F000)
_LONG_RUN = re.compile(f"({_MARK}{{{MAX_COMBINING_RUN}}}){_MARK}+")
_ANY_MARK = re.compile(_MARK)
# All that is looked for here in one set, which most texts hold nothing of; what is beyond U+FFFF is rare, and slow to
# tell apart.
_UNUSUAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff"
    f"\ufdd0-\ufdef\ufeff\uffa0\ufff9-\uffff\U00010000-\U0010ffff{_marks(0x10000)[1:]}"
)


def clean(text: str) -> str:
    """Return the text without controls, bidi and tag characters and long runs of marks; line ends become line feeds.

    The rest is kept as written: nothing is normalised. Linear in the text. Raise ArticleError for lone surrogates,
    which are no text at all.
    """
    if (text.isascii() and text.replace("\n", "").isprintable()) or not _UNUSUAL.search(text):
        return text
    if _SURROGATE.search(text):
        raise ArticleError("the text holds lone surrogates (U+D800 to U+DFFF), which are no characters")
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    # A longer run holds one of every 30 characters: looking at those alone takes a thirtieth of the time.
    return _LONG_RUN.sub(r"\1", text) if _ANY_MARK.search(text[::MAX_COMBINING_RUN]) else text


def is_line(text: str) -> bool:
    """Whether the text is one line that shows all it holds, and holds something."""
    return bool(text.strip()) and not _SURROGATE.search(text) and "\n" not in text and clean(text) == text


def clean_line(text: str) -> str:
    """Return the cleaned text as one line, white space collapsed."""
    return _SPACE.sub(" ", clean(text)).strip()
