"""Folds a text for reading dates, one character to one, so that places stay."""

from service.domain.han import SIMPLIFIED

_WIDE = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_MARKS = {**dict.fromkeys("–—−‐‑‒─～﹣~", "-"), **dict.fromkeys("\u3000\u00a0\u202f\u2009", " "), "’": "'", "‘": "'"}
_TABLE: dict[int, int | str] = {
    **SIMPLIFIED,
    **_WIDE,
    **{ord(mark): plain for mark, plain in _MARKS.items()},
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
}


def fold_dates(text: str) -> str:
    """Return the text with simplified characters, half width, small Latin letters, one kind of dash and space."""
    return text.lower() if text.isascii() else text.translate(_TABLE)
