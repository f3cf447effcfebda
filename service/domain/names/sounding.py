"""Names whose house form is not their pinyin: Unitree is no Yushu."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from service.domain.names.gazetteer import Entry, Gazetteer
from service.domain.names.mentions import Mentions
from service.domain.names.words import plain, words_in
from service.domain.sharing import pairs_of

_LEAST = 2  # characters whose sound tells a name apart
_MOST_WORDS = 3  # of a name in pinyin
_READINGS = (0, -1)  # of a character: the first and the last


def house_sounds(mentions: Mentions, known: Gazetteer) -> Mapping[str, Entry]:
    """Return the names with a house form whose Chinese form the article has, by its pinyin and how that begins."""
    found: dict[str, Entry] = {}
    for pair in sorted(pairs_of(mentions.han) & known.chinese.keys()):
        for form, entry in known.chinese[pair]:
            if entry.house and form in mentions.han:
                found.update(dict.fromkeys(_spelled(form, mentions.romanize), entry))
    return found


def sounding(written: str, sounds: Mapping[str, Entry]) -> Entry | None:
    """Return the name that is written in pinyin, followed by other words or not; None where there is none."""
    words = [word.lower() for word in words_in(plain(written))]
    spelled = ("".join(words[:length]) for length in range(min(_MOST_WORDS, len(words)), 0, -1))
    return next((sounds[letters] for letters in spelled if letters in sounds), None)


def _spelled(form: str, romanize: Callable[[str], str]) -> Iterator[str]:
    syllables: Sequence[Sequence[str]] = [romanize(character).split() or [""] for character in form]
    for reading in _READINGS:
        yield from ("".join(one[reading] for one in syllables[:length]) for length in range(_LEAST, len(form) + 1))
