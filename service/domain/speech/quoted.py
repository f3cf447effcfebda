"""Words in quotation marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 400  # characters: a mark that is not closed within them is a slip
_WITHIN = rf"{{1,{_LONGEST}}}"
# Of marks that are the same on both sides, one after a letter or digit opens nothing (companies', 6.1"), nor does one
# that stands for a century ('90s); an apostrophe stands between letters.
_QUOTED = re.compile(
    "(?=[“«„「『\"‘'])(?:"  # a look at one character, with which each of them begins
    rf"“([^“”\n]{_WITHIN})”"
    rf"|«([^«»\n]{_WITHIN})»|„([^„“”\n]{_WITHIN})[“”]"
    rf"|「([^「」\n]{_WITHIN})」|『([^『』\n]{_WITHIN})』"
    rf'|(?<![A-Za-z0-9])"(?=\S)([^"\n]{_WITHIN})"(?![A-Za-z0-9])'
    rf"|‘((?:[^‘’\n]|(?<=[A-Za-z])’(?=[A-Za-z])){_WITHIN})’(?![A-Za-z])"
    rf"|(?<![A-Za-z0-9’'])'(?=\S)(?!\d0s|em\b|til\b|tis\b)((?:[^'\n]|(?<=[A-Za-z])'(?=[A-Za-z])){_WITHIN})'(?![A-Za-z0-9]))"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks, without the marks, and where they begin and end."""

    text: str
    start: int
    end: int


def read_quoted(text: str) -> Iterator[Quoted]:
    """Yield what stands between quotation marks, only the outermost; titles in 《》 are names, and no speech.

    Linear in the text: every repetition is bounded, and stops at the next mark.
    """
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        yield Quoted(match[group], match.start(group), match.end(group))
