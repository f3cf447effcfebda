"""Whether the names of a text are those of an article."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice, pairwise

from service.domain.han import simplified
from service.domain.names.gazetteer import Entry, Gazetteer, Hit
from service.domain.names.mentions import Mentions
from service.domain.names.reading import Kind, Token, Word, begins_sentence, read_names, read_tokens
from service.domain.names.tables import ENGLISH_GIVEN_NAMES, GENERIC, GIVEN_NAME, SURNAMES
from service.domain.names.versions import Index, index_numbered, other_number, read_numbered
from service.domain.names.words import is_common

_HAN = re.compile("[\u3400-\u9fff]")
_FAMILY_NAME = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|O|D)[A-Z][a-z]|[A-Z][a-z]+$")
_LEAST_ACRONYM = 3  # letters: of shorter ones too many are common words in other places
_LEAST_GIVEN = 4  # letters of a given name in pinyin: shorter ones stand in many texts by chance
_MOST_NUMBERED = 40  # names with numbers of an insight, which is a sentence: what a hostile summary may cost
_LONGEST_PERSON = 3  # words of a person's name in pinyin


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a text, its span, and whether the article has it; ``certain`` that it would have to."""

    start: int
    end: int
    supported: bool
    certain: bool
    entries: tuple[Entry, ...] = ()
    source: str = ""  # what the article has in its place


@dataclass(frozen=True, slots=True)
class Judge:
    """What an article mentions, and the names known by both their forms."""

    mentions: Mentions
    known: Gazetteer
    numbered: Index = field(default_factory=dict)
    _read: dict[str, tuple[Name, ...]] = field(default_factory=dict)  # each text is read once

    @classmethod
    def of(cls, text: str, romanize: Callable[[str], str], known: Gazetteer) -> "Judge":
        """Return the judge of names in this text; linear in it."""
        return cls(Mentions.of(text, romanize), known, index_numbered(text, known))

    def names(self, text: str) -> tuple[Name, ...]:
        """Return the names of the text, those in Latin script first, those with a wrong number last; linear in it."""
        if text not in self._read:
            self._read[text] = tuple(self._judged(text))
        return self._read[text]

    def _judged(self, text: str) -> Iterator[Name]:
        wrong = list(self._misnumbered(text))
        for name in self._named(text):
            same = [] if name.supported else [other for other in wrong if _overlap(name, other)]
            if same:
                wrong.remove(same[0])
                start, end = min(name.start, same[0].start), max(name.end, same[0].end)
                yield replace(same[0], start=start, end=end, entries=name.entries)
            else:
                yield name
        yield from wrong

    def _misnumbered(self, text: str) -> Iterator[Name]:
        for found in islice(read_numbered(text, self.known), _MOST_NUMBERED):
            if source := other_number(found, self.numbered):
                yield Name(found.start, found.end, supported=False, certain=True, source=source)

    def _named(self, text: str) -> Iterator[Name]:
        tokens = read_tokens(text)
        runs = read_names(text, tokens)
        parts = [(part, token) for token in tokens for part in token.parts]
        hits = list(self._known(text, parts))
        covered = {parts[place][1].start for hit in hits for place in range(hit.start, hit.end)}
        open_words = {word.start for run in runs for word in run} - covered
        for hit in hits:
            yield self._name_of_hit(parts, hit, open_words)
        for run in runs:
            for is_open, words in groupby(run, key=lambda word: word.start in open_words):
                if is_open:
                    yield from self._unknown(list(words), amid=len(run) > 1)
        yield from self._chinese(text)

    def _known(self, text: str, parts: Sequence[tuple[str, Token]]) -> Iterator[Hit]:
        words = [part for part, _ in parts]
        end = 0
        for place, (part, token) in enumerate(parts):
            if place < end or not (hit := self.known.at(words, place)):
                continue
            if hit.end - hit.start == 1 and is_common(part) and begins_sentence(text, token.start):
                continue
            last = parts[hit.end - 1][1]
            if last.parts[-1].isdigit() and parts[hit.end :] and parts[hit.end][1] is last:
                continue  # "SARS" in "SARS-CoV-3"
            end = hit.end
            yield hit

    def _name_of_hit(self, parts: Sequence[tuple[str, Token]], hit: Hit, open_words: set[int]) -> Name:
        """Return a known name; beside words that are none it may be part of another name, and is not certain."""
        neighbours = {parts[place][1].start for place in (hit.start - 1, hit.end) if 0 <= place < len(parts)}
        start, end = parts[hit.start][1].start, parts[hit.end - 1][1].end
        supported = any(map(self.mentions.holds, hit.entries)) or all(
            self.mentions.holds_words([part]) for part, _ in parts[hit.start : hit.end]
        )
        return Name(start, end, supported, open_words.isdisjoint(neighbours), hit.entries)

    def _unknown(self, words: list[Word], *, amid: bool) -> Iterator[Name]:
        """Yield the names in words that are no known name; what is not supported is one name with its neighbours."""
        judged = [word for word in words if amid or word.kind is not Kind.GENERIC]
        for supported, group in groupby(judged, key=self._support(words, judged)):
            some = list(group)
            sure = supported or self._is_wrong_person(words) or self._is_foreigner(some)
            yield Name(some[0].start, some[-1].end, supported, sure or any(map(self._is_product, some)))

    def _support(self, words: list[Word], judged: list[Word]) -> Callable[[Word], bool]:
        """Return what tells whether a word is supported: all are where the article has their words as one name."""
        if all(map(self._supported, judged)):
            return lambda _: True
        parts = [part for word in words for part in word.parts]
        return (lambda _: True) if self.mentions.holds_whole(parts) or self._sounds(words) else self._supported

    def _supported(self, word: Word) -> bool:
        if word.kind is Kind.GENERIC and all(part.lower() in GENERIC for part in word.parts):
            return True
        if self.mentions.holds_words(word.parts):
            return True
        if word.kind is not Kind.NAME:
            return False
        return self.mentions.sounds("".join(word.parts)) or all(map(self.mentions.holds_similar, word.parts))

    def _is_product(self, word: Word) -> bool:
        return word.kind is Kind.PRODUCT and any(
            len(part) >= _LEAST_ACRONYM and not _FAMILY_NAME.match(part) for part in word.parts
        )

    def _sounds(self, words: list[Word]) -> bool:
        spelled = ["".join(word.parts) for word in words]
        return len(spelled) > 1 and any(
            self.mentions.sounds("".join(order))
            for order in (spelled, [*spelled[1:], spelled[0]], [spelled[-1], *spelled[:-1]])
        )

    def _is_wrong_person(self, words: list[Word]) -> bool:
        """Whether the words are a Chinese person's name in pinyin whose given name nobody in the article has."""
        spelled = ["".join(word.parts).lower() for word in words]
        if not 1 < len(spelled) <= _LONGEST_PERSON or any(word.kind is not Kind.NAME for word in words):
            return False
        surname, given = spelled[0], "".join(spelled[1:])
        if surname not in SURNAMES or not GIVEN_NAME.match(given) or not self.mentions.pronounced:
            return False
        return len(given) >= _LEAST_GIVEN and not self.mentions.sounds(given)

    def _is_foreigner(self, words: list[Word]) -> bool:
        """Whether the words have an English given name before a surname, where the article transcribes no name."""
        spelled = ["".join(word.parts).lower() for word in words]
        return any(
            one in ENGLISH_GIVEN_NAMES and two not in SURNAMES and two not in GENERIC for one, two in pairwise(spelled)
        ) and not (self.mentions.transcribed or not self.mentions.han)

    def _chinese(self, text: str) -> Iterator[Name]:
        if _HAN.search(text):
            for hit in self.known.in_chinese(simplified(text)):
                supported = any(self.mentions.holds(entry) for entry in hit.entries)
                yield Name(hit.start, hit.end, supported, True, hit.entries)  # noqa: FBT003


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end
