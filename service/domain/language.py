"""The languages of articles and briefs, told from the script."""

import re
from collections import Counter
from enum import StrEnum
from itertools import filterfalse

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


def _runs_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}][{characters}]*")  # twice as fast as with a plus where there are none


_HAN = _runs_of("\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff")
_HIRAGANA = _runs_of("\u3041-\u309f")
_KATAKANA = _runs_of("\u30a0-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z]+)?")
_OTHER_LETTER = _runs_of("\u0370-\u1cff\u2c00-\u2e7f\ua500-\ud7ff\ufb1d-\ufdff\ufe70-\ufeff")
_MARKED_WORD = re.compile("[a-z\u00df-\u00ff][A-Za-z]*[\u00c0-\u024f\u1e00-\u1eff]|[\u00df-\u00ff\u1e00-\u1eff]")
_ADDRESS = re.compile("(?:https?://|www[.])[!-~]+")

# Words that hold sentences together, of Chinese, of English, and of the languages most often taken for English.
# Those of other languages are counted where they are written small (Los Angeles, La Liga, Die Welt are names in
# English news); words that English has too (die, non, per, van, on) are left out.
_CHINESE = re.compile("[的了在是与和有为将也这对被以及从到把就都而不們们]+")
_ENGLISH = frozenset(
    """
    the of and to is that for with are by from this it as at have has had not were was which said says will its be been
    their they he she we you his her would can could who what how when where there than more but about into if or why
    do does did our your us my me him them no so up out all some any one new after over just don't it's
    """.split()
)
_FOREIGN = frozenset(
    """
    un le les des du et est une dans pour que qui sur avec au aux ce ces il elle nous vous ont été sont
    der das und ist nicht ein eine einen einem mit von zu zum zur dem sich auf für wird auch im neue neues nach bei aus
    el las los del y por para una su como más di che è della dei gli nel anche sono sulla alla
    uma um em não ao dos da het een op dat zijn voor niet och att som är det av til og af ikke joka kuin että
    z się jest nie na że przez nowy je egy hogy nem új și din este cu bir ve bu için ile yeni
    là và các những không của được cho yang ini untuk dengan pada dari adalah ang ng mga sa ay
    """.split()
)
HAN_A_WORD = 1.7  # characters of a Chinese word on average
_FEW_WORDS = 20
_SENTENCE = 7  # words: in fewer, one foreign word may be part of a name


def detect(text: str) -> Language:
    """Return the language that a text is in, by its script; raise LanguageNotSupported for any but these three.

    Words are weighed, not letters: a Chinese article full of Latin product names is Chinese, an English one that
    quotes Chinese names is English. Addresses count for nothing. Linear in the text.
    """
    text = _ADDRESS.sub(" ", text)
    han = _count(_HAN, text)
    words = _LATIN_WORD.findall(text)
    if _is_of_other_script(text, han=han, words=len(words)):
        raise LanguageNotSupported(_MESSAGE)
    if _is_chinese(text, han / HAN_A_WORD, words):
        return _script(text)
    if not words or not _is_english(words):
        raise LanguageNotSupported(_MESSAGE)
    return Language.ENGLISH


def is_chinese(text: str) -> bool:
    """Return whether a sentence is Chinese: whether it has a Chinese character at all to every four Latin words."""
    return not text.isascii() and _count(_HAN, text) * _LATIN_WORDS_TO_A_CHARACTER > _count(_LATIN_WORD, text)


_LATIN_WORDS_TO_A_CHARACTER = 4  # an English sentence may name 观察者网
_MESSAGE = "the article is in neither Chinese nor English"


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))  # of runs: a match for each character of a long text costs twice


def _is_of_other_script(text: str, *, han: int, words: int) -> bool:
    """Whether kana, hangul or other letters weigh too much for mere names; Japanese is a third hiragana at least."""
    if text.isascii():
        return False
    kana = _count(_HIRAGANA, text) * 6 + _count(_KATAKANA, text) * 3
    others = _count(_OTHER_LETTER, text) / 4  # letters of a word, roughly
    return kana > han + words or others * 3 > han / HAN_A_WORD + words


def _is_chinese(text: str, chinese: float, words: list[str]) -> bool:
    """Whether Chinese words carry the text; where they are a quarter to a third, the small words tell."""
    if chinese * 3 <= len(words):
        return False
    return chinese * 2 >= len(words) or _count(_CHINESE, text) >= sum(map(_ENGLISH.__contains__, map(str.lower, words)))


def _script(text: str) -> Language:
    counts = Counter(text)
    traditional = sum(count for character, count in counts.items() if character in TRADITIONAL_ONLY)
    simplified = sum(count for character, count in counts.items() if character in SIMPLIFIED_ONLY)
    return Language.TRADITIONAL_CHINESE if traditional > simplified else Language.SIMPLIFIED_CHINESE


def _is_english(words: list[str]) -> bool:
    english = sum(map(_ENGLISH.__contains__, map(str.lower, words)))
    foreign = sum(map(_FOREIGN.__contains__, words))
    marked = sum(1 for word in filterfalse(str.isascii, words) if _MARKED_WORD.match(word))
    if len(words) < _FEW_WORDS:  # a headline has no function words: nothing must speak against English
        return foreign <= max(english, len(words) < _SENTENCE) and marked * 3 <= len(words)
    return english > foreign and english * 20 >= len(words) and marked * 10 <= len(words)
