"""Whether an answer is in the language that was asked for."""

import re

from service.domain.errors import AnswerInWrongLanguage, LanguageNotSupported
from service.domain.han import SIMPLIFIED_ONLY, TRADITIONAL_ONLY
from service.domain.language import HAN_A_WORD, Language, detect
from service.domain.summary import Summary

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]{2,}")
_NAMES = 2  # times as many Latin words as Chinese ones are still names in a Chinese sentence
_CLEAR = 4  # characters of the other script only, and as many times more than of its own


def check_language(summary: Summary, language: Language) -> None:
    """Raise AnswerInWrongLanguage where an insight, or the summary as a whole, is in another language."""
    texts = [insight.text for _, insight in summary.located()]
    whole = " ".join(texts)
    if not all(written_in(language, text) for text in (whole, *texts)) or not _supported(whole):
        raise AnswerInWrongLanguage("the model answered in another language than was asked for")


def written_in(language: Language, text: str) -> bool:
    """Whether a sentence may be in the language; names in another script do not speak against it."""
    chinese, words = sum(map(len, _HAN.findall(text))) / HAN_A_WORD, len(_LATIN_WORD.findall(text))
    if language is Language.ENGLISH:
        return chinese <= words
    own, other = TRADITIONAL_ONLY, SIMPLIFIED_ONLY
    if language is Language.SIMPLIFIED_CHINESE:
        own, other = other, own
    return chinese * _NAMES > words and not _clearly(other, text, than=own)


def _clearly(script: frozenset[str], text: str, *, than: frozenset[str]) -> bool:
    others = sum(1 for character in text if character in script)
    own = sum(1 for character in text if character in than)
    return others >= _CLEAR and others > own * _CLEAR


def _supported(text: str) -> bool:
    try:
        detect(text)
    except LanguageNotSupported:
        return False
    return True
