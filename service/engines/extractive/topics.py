"""What an article's parts are, and a short heading for each."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from service.domain.article import Article
from service.engines.extractive.candidates import Candidate, is_heading
from service.engines.extractive.terms import STOP_CHARACTERS, STOP_WORDS, Vector, centre_of, likeness

MOST_LATIN, MOST_HAN = 40, 14  # characters of a heading

_LATIN_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9'’.+#-]*[A-Za-z0-9+#]|[A-Za-z]")
_CLAUSE = re.compile(r"[^A-Za-z0-9'’.+# -]+|\.\s")
_HAN_RUN = re.compile("[\u3400-\u9fffA-Za-z0-9]+")
_LONGEST_GRAM = 7  # characters of a phrase
_CONTRACTED = re.compile(r"['’](?:t|s|re|ll|ve|m|d)$")
_WINDOW = 3  # sentences on each side of a possible border
_SMALL_WORDS = frozenset({"of", "and", "in", "for", "the", "to", "on", "with", "vs"})


def segments_of(
    article: Article, candidates: Sequence[Candidate], vectors: Sequence[Vector], *, count: int
) -> list[range]:
    """Return up to ``count`` runs of candidates, each on one topic.

    They follow the article's own headings where it has them, and are else parted where neighbouring sentences have
    least in common.
    """
    borders = _headed(article, candidates)
    if not 1 < len(borders) + 1 <= 2 * count:
        borders = []
    ranked = sorted(_valleys(vectors), key=lambda found: found[0])
    least = max(1, len(candidates) // (2 * count))
    for _, border in ranked:
        if len(borders) + 1 >= count:
            break
        if all(abs(border - other) >= least for other in (*borders, 0, len(candidates))):
            borders.append(border)
    edges = [0, *sorted(borders), len(candidates)]
    return [range(start, end) for start, end in pairwise(edges) if start < end][:count]


def heading_of(article: Article, members: Sequence[Candidate], others: str) -> str:
    """Return a heading for the sentences: the article's own above all of them, else their most telling words.

    "" where no words tell them from the others.
    """
    above = {_line_above(article, member) for member in members}
    if len(above) == 1 and (own := above.pop()):
        return own
    text = "\n".join(_decapitalised(member.text, others) for member in members)
    if article.language.chinese:
        return _chinese_heading(text, others)
    return _english_heading(text, others)


def _line_above(article: Article, member: Candidate) -> str:
    """Return the article's heading under which a sentence stands, "" without one; the headline is none."""
    for paragraph in reversed(article.paragraphs[1 : member.paragraph.number - 1]):
        if is_heading(paragraph):
            return paragraph.text if paragraph.text != article.title and _once(article, paragraph.text) else ""
    return ""


def _once(article: Article, text: str) -> bool:
    """Whether a line stands once: one that comes back ("Recommendation written by …") heads no topic."""
    return sum(1 for p in article.paragraphs if p.text[:12] == text[:12]) == 1


def _decapitalised(text: str, others: str) -> str:
    """Return the sentence with its first word small, unless the word is a name: written large within a sentence."""
    first = text.split(" ", 1)[0]
    if not first[1:].islower() or re.search(rf"[a-z,] {re.escape(first)}\b", f"{others} {text}"):
        return text
    return first.lower() + text[len(first) :]


def _headed(article: Article, candidates: Sequence[Candidate]) -> list[int]:
    """Return the candidates before which a heading stands."""
    return [
        candidate.position
        for before, candidate in pairwise(candidates)
        if any(
            is_heading(article.paragraphs[number - 1])
            for number in range(before.paragraph.number + 1, candidate.paragraph.number)
        )
    ]


def _valleys(vectors: Sequence[Vector]) -> list[tuple[float, int]]:
    """Return for each place between two sentences how alike its two sides are."""
    return [
        (likeness(centre_of(vectors[max(0, i - _WINDOW) : i]), centre_of(vectors[i : i + _WINDOW])), i)
        for i in range(1, len(vectors))
    ]


def _english_heading(text: str, others: str) -> str:
    """Join the two most telling phrases of one to three words."""
    counts = _phrases(text)
    rest = _phrases(others)
    known = [phrase for phrase, count in counts.items() if count > 1 or " " in phrase or phrase[0].isupper()]
    ranked = sorted(known, key=lambda phrase: (-_telling(phrase, counts[phrase], rest[phrase]), text.find(phrase)))
    chosen: list[str] = []
    for phrase in ranked:
        words = set(phrase.lower().split())
        if any(words & set(other.lower().split()) for other in chosen):
            continue
        if len(" and ".join((*chosen, phrase))) <= MOST_LATIN:
            chosen.append(phrase)
        if len(chosen) == 2:  # noqa: PLR2004
            break
    return " and ".join(map(_title_case, chosen))


def _phrases(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for clause in _CLAUSE.split(text):
        run: list[str] = []
        for word in [*_LATIN_WORDS.findall(clause), "the"]:
            if word.lower() not in STOP_WORDS and len(word) > 1 and not _CONTRACTED.search(word):
                run.append(word)
                continue
            for size in (1, 2, 3):
                found.update(" ".join(run[i : i + size]) for i in range(len(run) - size + 1))
            run = []
    return found


def _telling(phrase: str, count: int, elsewhere: int) -> float:
    words = phrase.split()
    named = sum(1 for word in words if word[0].isupper())
    verb_like = sum(1 for word in words if word.endswith(("ing", "ed", "ly")) and word[0].islower())
    return (count + 0.5 * named) * (1 + 0.45 * (len(words) - 1)) * count / (count + 0.6 * elsewhere) - 0.8 * verb_like


def _title_case(phrase: str) -> str:
    return " ".join(
        w if w.lower() in _SMALL_WORDS or not w[0].islower() else w[0].upper() + w[1:] for w in phrase.split()
    )


def _chinese_heading(text: str, others: str) -> str:
    """Join the two most telling runs of characters that come more than once."""
    counts: Counter[str] = Counter()
    for run in _HAN_RUN.findall(text):
        for size in range(2, _LONGEST_GRAM + 3):
            counts.update(run[i : i + size] for i in range(len(run) - size + 1))
    ranked = sorted(
        (gram for gram, count in counts.items() if count > 1 and _is_phrase(gram, counts)),
        key=lambda gram: (-counts[gram] * (len(gram) - 1) / (1 + 0.3 * others.count(gram)), text.find(gram)),
    )
    chosen: list[str] = []
    for gram in ranked:
        if any(set(gram) & set(other) for other in chosen):
            continue
        if len("与".join((*chosen, gram))) <= MOST_HAN:
            chosen.append(gram)
        if len(chosen) == 2:  # noqa: PLR2004
            break
    return "与".join(chosen)


def _is_phrase(gram: str, counts: Counter[str]) -> bool:
    """Whether a run begins and ends where a word does: no function character at its edges, no longer run as often."""
    if gram[0] in STOP_CHARACTERS or gram[-1] in STOP_CHARACTERS or gram.isascii() or len(gram) > _LONGEST_GRAM:
        return False
    if any(character in "的了在是我他" for character in gram) or re.search(r"[A-Za-z0-9]", gram[0] + gram[-1]):
        return False
    return not any(
        counts[longer] >= counts[gram] for longer in counts if len(longer) == len(gram) + 1 and gram in longer
    )
