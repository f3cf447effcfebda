"""Rewrites of articles, made by code: what other newsrooms do to wire copy, and worse, seeded."""

import random
import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"[\u3400-\u9fff]{1,2}|[A-Za-z][\w'’-]*|\d[\d.,]*|\s+|.")
_SINGLE = re.compile(r"[\u3400-\u9fff]|[A-Za-z][\w'’-]*|\d[\d.,]*|\s+|.")
_SENTENCE = re.compile(r"[^。！？.!?]+(?:[。！？]|[.!?](?=\s|$)|[.!?])+[”』」\"’)]*\s*|.+")
_ROUTINE = ("本报综合外电1月1日报道（记者张三）", "责任编辑：李四"), ("LONDON (Reuters) - ", "Editing by Jane Doe")

Texts = Sequence[str]


class Rewriter:
    """Edits paragraphs at a rate from 0 to 1: so much of the words, of the sentences, or of the text.

    ``words`` are those of other articles, which take the place of what is replaced: no synonym shares a character.
    """

    def __init__(self, words: Sequence[str], another: Texts, seed: str, *, chinese: bool) -> None:
        self._words = words
        self._another = another
        self._chance = random.Random(seed)
        self._chinese = chinese

    def words_replaced(self, texts: Texts, rate: float) -> list[str]:
        return self._each_word(texts, lambda word: self._word() if self._hit(rate) else word)

    def characters_replaced(self, texts: Texts, rate: float) -> list[str]:
        if not self._chinese:
            return self.words_replaced(texts, rate)
        return self._each_word(texts, lambda one: self._word()[0] if self._hit(rate) else one, _SINGLE)

    def words_dropped_and_inserted(self, texts: Texts, rate: float) -> list[str]:
        between = "" if self._chinese else " "

        def edited(word: str) -> str:
            return word if not self._hit(rate) else "" if self._hit(0.5) else f"{word}{between}{self._word()}"

        return self._each_word(texts, edited)

    def sentences_dropped(self, texts: Texts, rate: float) -> list[str]:
        sentences = [[one, place] for place, text in enumerate(texts) for one in _SENTENCE.findall(text)]
        gone = set(self._chance.sample(range(len(sentences)), round(len(sentences) * rate)))
        kept = [sentence for number, sentence in enumerate(sentences) if number not in gone]
        joined = ["".join(one for one, place in kept if place == where) for where in range(len(texts))]
        return [text for text in joined if text.strip()]

    def sentences_moved(self, texts: Texts, rate: float) -> list[str]:
        paragraphs = [_SENTENCE.findall(text) for text in texts]
        moved = [one for paragraph in paragraphs for one in paragraph if self._hit(rate)]
        rest = [[one for one in paragraph if one not in moved] for paragraph in paragraphs]
        for sentence in moved:
            target = self._chance.choice(rest)
            target.insert(self._chance.randint(0, len(target)), f"{sentence} ")
        return ["".join(paragraph) for paragraph in rest if paragraph]

    def lead_rewritten(self, texts: Texts, rate: float) -> list[str]:
        """Put other words in the place of all of the beginning."""
        left = int(sum(map(len, texts)) * rate)
        rewritten = []
        for text in texts:
            rewritten.append("".join(self.words_replaced([text[:left]], 1)) + text[left:])
            left = max(0, left - len(text))
        return rewritten

    def paragraphs_merged_and_split(self, texts: Texts, rate: float) -> list[str]:
        """Change where paragraphs end, and words as well."""
        pieces: list[str] = []
        for text in self.words_replaced(texts, rate):
            sentences = _SENTENCE.findall(text)
            if pieces and self._hit(0.5):
                pieces[-1] += ("" if self._chinese else " ") + text
            else:
                half = len(sentences) // 2
                pieces += [piece for piece in ("".join(sentences[:half]), "".join(sentences[half:])) if piece]
        return pieces

    def numbers_changed(self, texts: Texts, rate: float) -> list[str]:
        """Change so many of the numbers, and so many of the words."""
        other = [re.sub(r"\d+", lambda n: str(int(n[0]) + 7) if self._hit(rate) else n[0], text) for text in texts]
        return self.words_replaced(other, rate)

    def another_source_line(self, texts: Texts, rate: float) -> list[str]:
        """Say it is another newsroom's, first and last, and change words."""
        first, last = _ROUTINE[0 if self._chinese else 1]
        return [*self.words_replaced([first + texts[0], *texts[1:]], rate), last]

    def cut_and_extended(self, texts: Texts, rate: float) -> list[str]:
        """Cut the end, and put as much of another article there."""
        room = int(sum(map(len, texts)) * (1 - rate))
        more = int(sum(map(len, texts)) * rate)
        return [*_first(texts, room), *_first(self._another, more)]

    def all_at_once(self, texts: Texts, rate: float) -> list[str]:
        """A quarter of the edits by each of four ways."""
        share = rate / 4
        shorter = self.sentences_moved(self.sentences_dropped(texts, share), share)
        return self.numbers_changed(self.words_dropped_and_inserted(shorter, share), share)

    def _each_word(self, texts: Texts, edited: Callable[[str], str], token: re.Pattern[str] = _TOKEN) -> list[str]:
        return ["".join(edited(one) if one[0].isalnum() else one for one in token.findall(text)) for text in texts]

    def _word(self) -> str:
        return self._chance.choice(self._words)

    def _hit(self, rate: float) -> bool:
        return self._chance.random() < rate


KINDS = tuple(name for name in vars(Rewriter) if not name.startswith("_"))


def words_of(texts: Texts) -> list[str]:
    """Return the words that replace others, as often as they stand there."""
    return [one for text in texts for one in _TOKEN.findall(text) if one[0].isalpha()]


def _first(texts: Texts, characters: int) -> list[str]:
    taken: list[str] = []
    for text in texts:
        left = characters - sum(map(len, taken))
        if left > 0:
            taken.append(text[:left])
    return taken
