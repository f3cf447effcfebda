"""Traditional and simplified characters, for telling and matching scripts; text is never converted for storing."""

import re
from importlib import resources


def _read() -> tuple[str, str, str, str]:
    content = resources.files("service.domain").joinpath("han_variants.txt").read_text(encoding="utf-8")
    traditional, simplified, traditional_only, simplified_only = content.splitlines()[2:]
    return traditional, simplified, traditional_only, simplified_only


_TRADITIONAL, _SIMPLIFIED, _TRADITIONAL_ONLY, _SIMPLIFIED_ONLY = _read()

SIMPLIFIED: dict[int, int] = {ord(t): ord(s) for t, s in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
"""A ``str.translate`` table from traditional characters to simplified ones, one to one (OpenCC's first choice)."""

TRADITIONAL_ONLY = frozenset(_TRADITIONAL_ONLY)
"""Characters that simplified text does not use; those of both scripts (后, 台, 里) are in neither set."""

SIMPLIFIED_ONLY = frozenset(_SIMPLIFIED_ONLY)
"""Characters that traditional text does not use."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile("[A-Za-z]+")


def is_chinese(text: str) -> bool:
    """Whether a sentence is Chinese: it has more Chinese characters than words in Latin script."""
    return len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text))
