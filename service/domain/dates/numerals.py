"""Small numbers as dates write them."""

from service.domain.dates.words import ORDINALS

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


def number(text: str) -> int:
    """Return the value of Arabic digits, of Chinese numerals below 100 or digit by digit, or of a word."""
    if text in ORDINALS:
        return ORDINALS[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS.get(character, character)) for character in text))
