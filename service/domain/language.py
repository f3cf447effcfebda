"""The languages of articles and briefs, told from the script."""

import re
from enum import StrEnum

from service.domain.errors import LanguageNotSupported
from service.domain.han import SIMPLIFIED_ONLY, TRADITIONAL_ONLY


class Language(StrEnum):
    """A language that articles and briefs can be in, as its BCP 47 tag."""

    ENGLISH = "en"
    SIMPLIFIED_CHINESE = "zh-Hans"
    TRADITIONAL_CHINESE = "zh-Hant"

    @property
    def chinese(self) -> bool:
        """Whether this is Chinese in either script."""
        return self is not Language.ENGLISH


_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z]+)?")
_OTHER_LETTER = re.compile("[\u0370-\u1cff\u2c00-\u2e7f\ua500-\ud7ff\ufb1d-\ufdff\ufe70-\ufeff]")
_MARKED_LETTER = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")

# Words that hold sentences together, of English and of the languages most often taken for it.
_ENGLISH = frozenset(
    """
    the of and to is that for with are by from this it as at have has had not were was which said will its be been
    their they he she we you i his her would can who what how when there than more but about into if or why do does our
    your us my me him them no so up out all some any one new
    """.split()
)
_FOREIGN = frozenset(
    """
    le la les des du et est une dans pour que qui sur avec pas der die das und ist nicht ein eine mit von zu den dem el
    los las del y es por para una con se su il di che è per non della dei gli os um uma em não ao dos da het een van en
    op dat och att som är det på av til og af ikke ja na z się jest và là các những không yang dan ini untuk dengan bir
    ve bu için
    """.split()
)
_HAN_A_WORD = 1.7  # characters of a Chinese word on average
_FEW_WORDS = 20


def detect(text: str) -> Language:
    """Return the language that a text is in, by its script; raise LanguageNotSupported for any but these three.

    Words are weighed, not letters: a Chinese article full of Latin product names is Chinese, an English one that
    quotes Chinese names is English. Linear in the text.
    """
    han = _count(_HAN, text)
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    chinese = han / _HAN_A_WORD
    others = _count(_OTHER_LETTER, text) / 4  # letters of a word, roughly
    if _count(_KANA, text) * 12 > han + len(words) or others * 3 > chinese + len(words):
        raise LanguageNotSupported(_MESSAGE)
    if chinese * 3 > len(words):
        return _script(text)
    if not words or not _is_english(words, _count(_MARKED_LETTER, text)):
        raise LanguageNotSupported(_MESSAGE)
    return Language.ENGLISH


_MESSAGE = "the article is in neither Chinese nor English"


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _script(text: str) -> Language:
    traditional = sum(1 for character in text if character in TRADITIONAL_ONLY)
    simplified = sum(1 for character in text if character in SIMPLIFIED_ONLY)
    return Language.TRADITIONAL_CHINESE if traditional > simplified else Language.SIMPLIFIED_CHINESE


def _is_english(words: list[str], marked_letters: int) -> bool:
    english = sum(1 for word in words if word in _ENGLISH)
    foreign = sum(1 for word in words if word in _FOREIGN)
    if len(words) < _FEW_WORDS:  # a headline has no function words: nothing must speak against English
        return english >= foreign and marked_letters * 2 <= len(words)
    return english > foreign and english * 20 >= len(words)
