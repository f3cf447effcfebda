"""Up or down, as a clause says it of its numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from service.domain.initials import by_initial

_CLAUSE = re.compile(r"(?:[^,，。；;!?！？\n.]|(?<=\d)[.,](?=\d)|(?<=[A-Za-z])\.(?=[A-Za-z])){1,400}")
_JOINT = re.compile(r"\b(?:and|while|but|whereas|although)\b|[而但]", re.IGNORECASE)
_BOUND = r"(?=\s*(?:by|about|around|nearly|some|more\s+than|over|almost|roughly|a|an|[\d$€£¥]))"
_RISES = by_initial(
    r"ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|grow(?:s|n|ing|th)?|grew|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|gain(?:s|ed|ing)?|ralli(?:es|ed)|higher|rebound(?:s|ed)?"
)
_FALLS = by_initial(
    r"fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|slid|slides?|slump(?:s|ed)?"
    r"|plung(?:e|es|ed)|tumbl(?:e|es|ed)|shrank|shr[iu]nk|lower|plummet(?:s|ed)?|dip(?:s|ped)?|reduc(?:e|es|ed|ing|tion)"
)
_UP = re.compile(
    rf"\b{_RISES}\b|\b[uU](?i:p{_BOUND})|上涨|增长|上升|提高|提升|增加|攀升|飙升|大涨|回升|走高|涨幅|增幅|上调|扩大|涨(?!幅)"
)
_DOWN = re.compile(
    rf"\b{_FALLS}\b|\b[dD](?i:own{_BOUND})"
    "|下跌|下降|减少|下滑|回落|缩减|萎缩|走低|降幅|跌幅|暴跌|大跌|降低|下调|收窄|跌(?!幅)|降(?!幅|低)"
)
_NOT = re.compile(
    r"\b(?:not|no|never|without|n't|slow\w*|narrow\w*|eas\w*)\b|n['’]t\b|[未不没无非止]|放缓|收窄", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\d.,A-Za-z])(\d{1,15}(?:[.,]\d{1,15}){0,5})(\s*(?:%|％|percent|per\s+cent|个百分点))?")
_DIGIT = re.compile(r"\d")
_MOST_CLAUSES = 1_000  # with numbers that are read of a text: one with more of them is no news, and must cost no more
_LEAST_DIGITS = 3  # of a number without a percent sign or a decimal point, which is hardly met by chance


@dataclass(frozen=True, slots=True)
class Move:
    """A number that a clause says went up, or down; ``word`` says so."""

    number: str
    up: bool
    word: str
    start: int
    end: int


def read_moves(text: str) -> Iterator[Move]:
    """Yield the numbers whose clause has words of one direction only, and no word that may turn it round.

    Linear in the text.
    """
    clauses = _CLAUSE.finditer(text) if _DIGIT.search(text) else ()
    for clause in islice((clause for clause in clauses if _DIGIT.search(clause[0])), _MOST_CLAUSES):
        moves = _moved(clause[0], clause.start())
        if moves is None:
            parts = list(_parts(clause))
            if not all(_DIGIT.search(part) for part, _ in parts):
                continue  # "sales rose and costs fell 3% and 5%"
            moves = [move for part, start in parts for move in _moved(part, start) or ()]
        yield from moves


def _parts(clause: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield the parts of a clause that words like "and" join, and where each begins."""
    start = 0
    for joint in _JOINT.finditer(clause[0]):
        yield clause[0][start : joint.start()], clause.start() + start
        start = joint.end()
    yield clause[0][start:], clause.start() + start


def _moved(part: str, start: int) -> list[Move] | None:
    """Return the numbers that a part of a clause moves, None where it has words of both directions."""
    numbers = [(key, number) for number in _NUMBER.finditer(part) if (key := _key(number))]
    up, down = (_UP.search(part), _DOWN.search(part)) if numbers else (None, None)
    if up and down:
        return None
    word = up or down
    if not word or _NOT.search(part):
        return []
    return [Move(key, bool(up), word[0], start + number.start(), start + number.end()) for key, number in numbers]


def _key(number: re.Match[str]) -> str:
    """Return what tells a number apart, "" where it is too plain to be met in one place only: a year, a count."""
    digits = number[1].replace(",", "")
    if number[2]:
        return f"{digits}%"
    if "." in digits:
        return digits
    plain = len(digits) < _LEAST_DIGITS or (len(digits) == len("2026") and digits[:2] in {"19", "20"})
    return "" if plain else digits
