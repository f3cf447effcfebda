"""Names whose house form is not their pinyin: Unitree is no Yushu."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import add

from service.domain.names.gazetteer import Entry, Gazetteer
from service.domain.names.mentions import Mentions
from service.domain.names.words import plain, words_in

_LEAST = 2  # characters whose sound tells a name apart
_MOST_WORDS = 3  # of a name in pinyin
_READINGS = (0, -1)  # of a character: the first and the last


def house_sounds(mentions: Mentions, known: Gazetteer) -> Mapping[str, Entry]:
    """Return the names with a house form whose Chinese form the article has, by its pinyin and how that begins."""
    found: dict[str, Entry] = {}
    for pair in sorted(set(map(add, mentions.han, mentions.han[1:])) & known.chinese.keys()):
        for form, entry in known.chinese[pair]:
            if entry.house and form in mentions.han:
                found.update(dict.fromkeys(_spelled(form, mentions.romanize), entry))
    return found


def spellings(written: str) -> tuple[str, ...]:
    """Return what of a written name may be pinyin: its first words, as many as a name has."""
    words = [word.lower() for word in words_in(plain(written))]
    return tuple("".join(words[:length]) for length in range(min(_MOST_WORDS, len(words)), 0, -1))


def _spelled(form: str, romanize: Callable[[str], str]) -> Iterator[str]:
    syllables: Sequence[Sequence[str]] = [romanize(character).split() or [""] for character in form]
    for reading in _READINGS:
        yield from ("".join(one[reading] for one in syllables[:length]) for length in range(_LEAST, len(form) + 1))
