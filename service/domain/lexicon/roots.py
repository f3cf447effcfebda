"""The content words of English text as they are compared across languages: cut down until forms of a word are one."""

import re
from functools import lru_cache

_WORD = re.compile(r"([A-Za-z]+)(?:['’][A-Za-z]+)?")  # what follows an apostrophe says nothing
_SHORTEST = 3  # letters of a content word, save for abbreviations, and of what is left of one
_LONGEST = 6  # letters that are compared: what follows is seldom another word's
_EMPTY = frozenset(
    """
    a an the of to in on at for with by from as is are be been was were am and or not no it its his her their your my
    that this these those which who whom whose what when where how than then into out up down off over such very more
    most other some any same something someone somebody do does did done have has had having can could may might will
    would shall should must if so but he she they we you us him them me there here about just also only because like
    going get got one two ones said say says saying told both each too own upon via per etc one's let yet
    don isn aren wasn weren doesn didn won wouldn couldn shouldn hasn haven
    """.split()
)
"""Words that say little by themselves, or have no rendering of their own in Chinese."""

_IRREGULAR = dict(
    pair.split("/")
    for pair in """
    went/go gone/go made/make took/take taken/take thought/think children/child people/person best/good better/good
    found/find built/build given/give gave/give knew/know known/know left/leave lost/lose men/man women/woman saw/see
    seen/see came/come became/become began/begin begun/begin bought/buy brought/bring grew/grow grown/grow kept/keep
    led/lead met/meet paid/pay sold/sell sent/send spent/spend stood/stand taught/teach won/win wrote/write
    written/write worse/bad worst/bad rose/rise risen/rise fell/fall fallen/fall held/hold felt/feel meant/mean
    ran/run spoke/speak spoken/speak chose/choose chosen/choose drew/draw drove/drive fought/fight
    """.split()
)
_ENDINGS = tuple("ations ation ing ies ied ers ed es er ly s e y al ion ment".split())


def roots(text: str) -> frozenset[str]:
    """Return the roots of the content words of a text in Latin script; linear in it."""
    return frozenset(map(_content, set(_WORD.findall(text)))) - {""}


def root(word: str) -> str:
    """Return what is compared of a word: of ``development`` and ``developers`` the same."""
    word = _IRREGULAR.get(word.lower(), word.lower())
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _SHORTEST), "")
    word = word.removesuffix(ending)
    if len(word) > _SHORTEST and word[-1] == word[-2]:  # planned
        word = word[:-1]
    return word[:_LONGEST]


@lru_cache(maxsize=16_384)
def _content(word: str) -> str:
    """Return the root of a content word, "" of any other."""
    long = len(word) >= _SHORTEST or (len(word) > 1 and word.isupper())
    return root(word) if long and word.lower() not in _EMPTY else ""
