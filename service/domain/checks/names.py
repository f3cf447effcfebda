"""Whether the names of an insight are those of the article, also where one of them is in another script."""

from collections.abc import Iterable, Iterator, Mapping

from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.han import is_chinese
from service.domain.names.gazetteer import Entry
from service.domain.names.judging import Judge, Name
from service.domain.names.sounding import house_sounds, spellings
from service.domain.names.words import plain, stem, words_in
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "names"

_MOST_READ = 4_000  # characters of an insight, which is a sentence: what a hostile summary may cost
_ASIDE = ("(", "（")  # before another form of what is named just before: Qwen (Tongyi)


def check_names(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for every name of an insight in the whole article.

    In the article's own script a name must stand there, or a form that it is derived from. An English insight of a
    Chinese article is judged where the Chinese form is known: by the glossary, the table of places, or its sound.
    """
    evidence = basis.evidence
    names = evidence.once(judge_of).names(insight.text[:_MOST_READ])
    lenient = evidence.article.language.chinese and not is_chinese(insight.text)
    judged = [name for name in names if name.supported or name.certain or not lenient]
    missing = [_not_found(insight.text, name, where) for name in judged if not name.supported]
    styled = _style(insight.text, names, evidence, where) if lenient else ()
    return Outcome(Tally(len(judged), len(judged) - len(missing)), (*missing, *styled))


def check_name_forms(insights: Iterable[tuple[str, Insight]], evidence: Evidence) -> dict[str, tuple[Finding, ...]]:
    """Return by place the names that an English brief of a Chinese article writes otherwise than further up.

    Only names that the glossary knows can be compared; short for full forms (Musk, Elon Musk; WSJ) do not differ.
    """
    if not evidence.article.language.chinese:
        return {}
    first: dict[Entry, str] = {}
    findings: dict[str, list[Finding]] = {}
    for where, insight in insights:
        names = () if is_chinese(insight.text) else evidence.once(judge_of).names(insight.text[:_MOST_READ])
        for entry, written in _house_names(insight.text, names, evidence):
            before = first.setdefault(entry, written)
            if not _same_name(written, before):
                message = f"“{written}” is called “{before}” elsewhere in this brief"
                finding = _finding(Problem.NAME_FORMS_DIFFER, where, message, written, entry.chinese[0])
                findings.setdefault(where, []).append(finding)
    return {where: tuple(found) for where, found in findings.items()}


def judge_of(evidence: Evidence) -> Judge:
    """Return the judge of names in this article: title, source and all its paragraphs count."""
    article = evidence.article
    source = (article.source.name, article.source.romanized) if article.source else ()
    text = "\n".join((article.title, *source, *(paragraph.text for paragraph in article.paragraphs)))
    return Judge.of(text, evidence.romanize, evidence.glossary.gazetteer)


def _style(text: str, names: Iterable[Name], evidence: Evidence, where: str) -> Iterator[Finding]:
    mentions = evidence.once(judge_of).mentions
    for entry, written in _house_names(text, names, evidence):
        if not _same_name(written, entry.house) and not mentions.holds_words(words_in(plain(written))):
            message = f"the house style for {entry.chinese[0]} is “{entry.house}”, not “{written}”"
            yield _finding(Problem.NAME_NOT_HOUSE_STYLE, where, message, written, entry.chinese[0])


def _house_names(text: str, names: Iterable[Name], evidence: Evidence) -> Iterator[tuple[Entry, str]]:
    """Yield the terms of the glossary whose Chinese form the article has, with the form that the text uses."""
    mentions = evidence.once(judge_of).mentions
    for name in names:
        written = text[name.start : name.end]
        if text.startswith(_ASIDE, max(0, name.start - 1)) or not written.isascii():
            continue
        for known in name.entries:
            if known.house and mentions.holds_han(known):
                yield known, written
        spelled = spellings(written) if name.supported and not name.entries else ()
        if any(map(mentions.sounds, spelled)):
            sounds = evidence.once(_sounds)
            yield from ((sounds[letters], written) for letters in spelled if letters in sounds)


def _sounds(evidence: Evidence) -> Mapping[str, Entry]:
    judge = evidence.once(judge_of)
    return house_sounds(judge.mentions, judge.known)


def _same_name(one: str, other: str) -> bool:
    """Whether one form is the other, a part of it, or an acronym of it."""
    one, other = one.removeprefix("The "), other.removeprefix("The ")
    words = [[stem(word) for word in words_in(plain(form))] for form in (one, other)]
    if set(words[0]) <= set(words[1]) or set(words[1]) <= set(words[0]):
        return True
    return _is_acronym(one, other) or _is_acronym(other, one)


def _is_acronym(short: str, long: str) -> bool:
    """Whether the capitals stand in the long form, in their order: CCTV in China Central Television."""
    letters = iter(long.upper())
    return short.isupper() and short.isalpha() and short[0] == long[0] and all(letter in letters for letter in short)


def _not_found(text: str, name: Name, where: str) -> Finding:
    written = text[name.start : name.end]
    message = f"“{written}” stands nowhere in the article, in any form known to us"
    message += f"; it has “{name.source}”" if name.source else ""
    return _finding(Problem.NAME_NOT_FOUND, where, message, written, name.source)


def _finding(problem: Problem, where: str, message: str, text: str, source: str = "") -> Finding:
    return Finding(check=CHECK, problem=problem, where=where, message=message, text=text, source=source)
