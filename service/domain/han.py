"""Traditional and simplified characters, for telling and matching scripts; text is never converted for storing."""

import re
from importlib import resources


def _read() -> tuple[str, str, str, str]:
    content = resources.files("service.domain").joinpath("han_variants.txt").read_text(encoding="utf-8")
    traditional, simplified, traditional_only, simplified_only = content.splitlines()[2:]
    return traditional, simplified, traditional_only, simplified_only


_TRADITIONAL, _SIMPLIFIED, _TRADITIONAL_ONLY, _SIMPLIFIED_ONLY = _read()

# What news is written in: a character that a table lacks costs str.translate an exception, ten times a look-up.
_COMMON = (range(0x250), range(0x2000, 0x2070), range(0x3000, 0xA000), range(0xFF00, 0xFFF0))

SIMPLIFIED: dict[int, int] = {code: code for codes in _COMMON for code in codes} | {
    ord(t): ord(s) for t, s in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)
}
"""A ``str.translate`` table from traditional characters to simplified ones, one to one (OpenCC's first choice).

It also maps the characters of Chinese and English text that have no other form, to themselves.
"""

# What has another form; of what is beyond U+FFFF all, which is rare, and slow to tell apart.
_OTHERWISE = (t for t, s in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if s != t < "\U00010000")
_MAY_DIFFER = re.compile(f"[{''.join(_OTHERWISE)}\U00010000-\U0010ffff]")

TRADITIONAL_ONLY = frozenset(_TRADITIONAL_ONLY)
"""Characters that simplified text does not use; those of both scripts (后, 台, 里) are in neither set."""

SIMPLIFIED_ONLY = frozenset(_SIMPLIFIED_ONLY)
"""Characters that traditional text does not use."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_LATIN_WORD = re.compile("[A-Za-z]+")


def simplified(text: str) -> str:
    """Return the text in simplified characters, one to one; that it is in them already costs little to see."""
    return text.translate(SIMPLIFIED) if _MAY_DIFFER.search(text) else text


def is_chinese(text: str) -> bool:
    """Whether a sentence is Chinese: it has more Chinese characters than words in Latin script."""
    return not text.isascii() and sum(map(len, _HAN.findall(text))) > len(_LATIN_WORD.findall(text))
