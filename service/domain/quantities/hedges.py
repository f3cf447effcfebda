"""The words around a number that say how exactly it is meant."""

import re

from service.domain.quantities.quantity import Hedge

_BEFORE = {
    Hedge.UNDER: "不超过|不高于|不足|不到|未满|不满|未达|少于|低于|小于|至多|最多|no more than|not more than|"
    "fewer than|less than|lower than|at most|under|below|<|≤",
    Hedge.OVER: "不少于|不低于|不下|至少|最少|超过|超出|突破|多于|高于|大于|超|逾|no less than|no fewer than|"
    "not less than|more than|greater than|higher than|in excess of|upwards of|at least|exceeding|exceeded|exceeds|"
    "exceed|surpassing|surpassed|topping|topped|north of|above|over|>|≥",
    Hedge.NEARLY: "将近|接近|近|just under|just below|just shy of|close to|approaching|nearly|almost",
    Hedge.ABOUT: "大约|大概|差不多|估计|约|approximately|an estimated|estimated|roughly|around|about|circa|some|~|≈",
}
_WORDS = {word: hedge for hedge, words in _BEFORE.items() for word in words.split("|")}
_LONGEST_FIRST = sorted(_WORDS, key=len, reverse=True)
_ENDINGS = tuple(_WORDS)
_LONGEST = len(_LONGEST_FIRST[0])
_PART_OF_WORD = {
    "近": "最附靠邻新远亲临贴走凑",
    "约": "节制条合契预签特",
    "超": "赶反",
    "低于": "不",
    "高于": "不",
    "少于": "不",
}
_FILLERS = tuple(" a| an| the| by| us| hk|了|为|达到|到|达|至|有|共".split("|"))
_LAST = frozenset(word[-1] for word in (*_WORDS, *_FILLERS)) | {" "}
_AFTER = re.compile(
    r"(?P<OVER>\s?多(?![少媒])|\s?余(?![额下地])|\s?以上|有余|开外|\+|-plus|\s(?:or more|plus)\b)"
    r"|(?P<UNDER>\s?以下|以内|之内|\s(?:or less|or fewer)\b)"
    r"|(?P<ABOUT>\s?左右|上下|前后|\sor so\b|-odd)"
)
_AFTER_FIRST = frozenset("多余以有开+- 之左上前")


def hedge_before(plain: str, position: int) -> Hedge:
    """Return the hedge whose words end before a position, a word such as 了 or "the" between them or not."""
    if position == 0 or plain[position - 1] not in _LAST:
        return Hedge.NONE
    before = plain[max(0, position - _LONGEST - 4) : position].rstrip()
    if not before.endswith(_ENDINGS):
        filler = next((word for word in _FILLERS if before.endswith(word)), "")
        before = before.removesuffix(filler).rstrip()
        if not filler or not before.endswith(_ENDINGS):
            return Hedge.NONE
    word = next(word for word in _LONGEST_FIRST if before.endswith(word))
    preceding = before.removesuffix(word)[-1:]
    if preceding in _PART_OF_WORD.get(word, "") and preceding:
        return Hedge.NONE
    return Hedge.NONE if word[0].isalpha() and word.isascii() and preceding.isalpha() else _WORDS[word]


def hedge_after(plain: str, position: int) -> tuple[Hedge, int]:
    """Return the hedge that begins at a position, and where it ends."""
    match = _AFTER.match(plain, position) if plain[position : position + 1] in _AFTER_FIRST else None
    return (Hedge[match.lastgroup], match.end()) if match and match.lastgroup else (Hedge.NONE, position)
