"""Names in Chinese script made readable in an English brief, by code and never by a model."""

import re
from dataclasses import dataclass

from service.domain.glossary import Glossary

_HAN_RUN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Romanizer:
    """Romanises names: the glossary's form where it has one, else capitalised pinyin (contract §1)."""

    glossary: Glossary

    def romanize(self, name: str) -> str:
        """Return the name in Latin script, e.g. ``观察者网`` → ``Guan Cha Zhe Wang``; a Latin name as it is."""
        if not _HAN_RUN.search(name):
            return name
        return self.glossary.english(name) or _pinyin(name)


def _pinyin(name: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its tables cost 0.2 s, and only Chinese sources need them

    spelled = _HAN_RUN.sub(lambda run: " " + " ".join(s.capitalize() for s in lazy_pinyin(run[0])) + " ", name)
    return " ".join(spelled.split())


class _Readings(dict[int, str]):
    """How each Chinese character is pronounced, looked up once; ``last`` takes the rarest reading."""

    def __init__(self, *, last: bool) -> None:
        super().__init__()
        self._last = last

    def __missing__(self, code: int) -> str:
        from pypinyin import Style, pinyin  # noqa: PLC0415  see above

        readings = pinyin(chr(code), style=Style.NORMAL, heteronym=True)[0] if _HAN_RUN.match(chr(code)) else [" "]
        self[code] = readings[-1 if self._last else 0]
        return self[code]


_FIRST, _LAST = _Readings(last=False), _Readings(last=True)


def sounds(text: str) -> str:
    """Return how Chinese text is pronounced, in pinyin without tones, once by each character's first and last reading.

    One character at a time: names do not follow the readings of words, and a table makes it linear and fast.
    """
    return f"{text.translate(_FIRST)}\n{text.translate(_LAST)}"
