"""Words in Latin script as they are compared: without accents, possessives, inner stops and apostrophes."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from service.domain.han import SIMPLIFIED

LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
"""The class of letters of Latin script, for patterns."""

_INNER = re.compile(r"'(?<=[A-Za-z0-9]')(?:s\b|(?=[A-Za-z]))|\.(?<=[A-Za-z0-9]\.)(?=[A-Za-z])")
_WORD = re.compile(r"[A-Za-z0-9]+(?:&[A-Za-z0-9]+)*")
_ENDINGS = tuple(
    pair.split("/") for pair in "ies/y es/ s/ ied/y ed/ ed/e d/ ing/ ing/e ly/ er/ er/e".split()
)  # of regular forms, and what stands in their place in the base
_SHORTEST_STEM = 3
_MADE = re.compile(r"(?:ing|ed|ly|tion|ment|ness|ism|ist|able|ible|ful|less|ous|ive|ical|ity|ance|ence|ship|wide)s?$")


def plain(text: str) -> str:
    """Return text with its Latin letters unaccented, possessives gone, and "U.S." and "O'Neil" in one piece."""
    if not text.isascii():
        text = text.replace("’", "'")
        text = text.translate(_PLAIN) if _VARIANT.search(text) else text
    return _INNER.sub("", text)


def _plain_character(character: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))


_VARIANTS = (range(0xC0, 0x250), range(0x1E00, 0x1F00), range(0x300, 0x370), range(0xFF10, 0xFF5B))
_PLAIN: dict[int, int | str] = {code: code for code in SIMPLIFIED}  # what has no other form is there for speed
_PLAIN |= {code: _plain_character(chr(code)) for codes in _VARIANTS for code in codes}
_VARIANT = re.compile("[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f\uff10-\uff5a]")  # accented, marks, full width


def words_in(text: str) -> list[str]:
    """Return the words of Latin script and digits in plain text, hyphens and spaces parting them alike."""
    return _WORD.findall(text)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return a word as it is compared: small, without the plural's s."""
    word = word.lower()
    return word[:-1] if len(word) > _SHORTEST_STEM and word.endswith("s") else word


@cache
def _common() -> frozenset[str]:
    content = resources.files("service.domain.names").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(" ".join(line for line in content.splitlines() if not line.startswith("#")).split())


@lru_cache(maxsize=4_096)
def is_common(word: str) -> bool:
    """Whether a word, written small, is a common English word or a regular form of one."""
    word, common = word.lower(), _common()
    if word in common:
        return True
    bases = (word[: -len(e)] + s for e, s in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM)
    return any(base in common for base in bases)


def looks_made(word: str) -> bool:
    """Whether a word ends as derived English words do, which names seldom do."""
    return bool(_MADE.search(word.lower()))
