"""Errors injected into right sentences, and the same sentences untouched."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.domain.checker import Checker
from service.domain.finding import Finding
from service.domain.sentences import sentences
from service.evaluation.labelled.cases import (
    FACTS,
    Bench,
    Miss,
    Scored,
    checked_facts,
    grave,
    messages,
    share,
    statement,
)
from service.evaluation.labelled.mutations import KINDS, Mutant, mutants
from service.evaluation.labelled.numbers import Number, numbers, values
from service.evaluation.tables import Measure

_SEED = 3
_MOST_OF_A_KIND = 400  # in one set of sources: enough for a share to a tenth of a per cent, over all kinds
_CAUGHT = 0.995  # issue 3, figure 1
_FALSE_ALARMS = 0.02  # issue 3, figure 1
_LONGEST = 400  # characters of a sentence; what is longer is a list or code
_ALARMS = "false alarms, quantities"
_CODE = ("`", "{", "}", "=", "<", ">", "\\", "|", "http")


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences that are right, and the paragraphs they rest on: their own, or those of a translation.

    ``rests_on`` are the article's paragraphs; sentence ``i`` of ``paragraphs`` cites paragraph ``i`` of them.
    """

    id: str
    paragraphs: tuple[str, ...]
    rests_on: tuple[str, ...]
    title: str = ""
    date: str = ""


def score_untouched(name: str, texts: Iterable[Text], bench: Bench) -> Scored:
    """Return how many of the facts in right sentences raise an alarm."""
    checked: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    misses: list[Miss] = []
    for text, checker in _checkers(texts, bench):
        for number, sentence in _sentences(text):
            one = statement(checker, sentence, number)
            found = grave((one,))
            alarms.update(finding.check for finding in found)
            checked.update({check: checked_facts((one,), check) for check in FACTS})
            if found:
                misses.append(Miss(name, "false alarm", text.id, sentence, text.rests_on[number - 1], messages(found)))
    measures = [
        Measure(
            set=name,
            metric=f"false alarms, {check}",
            value=share(alarms[check], checked[check]),
            n=checked[check],
            bound=_FALSE_ALARMS,
            at_least=False,
        )
        for check in FACTS
    ]
    return Scored(measures, misses)


def score_injected(name: str, texts: Iterable[Text], bench: Bench) -> Scored:
    """Return how many of the errors put into right sentences are caught, by kind.

    Caught is an error that raises an alarm which the right sentence does not raise.
    """
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    misses: dict[str, list[Miss]] = defaultdict(list)
    for case in _cases(texts, bench, tried):
        tried[case.mutant.kind] += 1
        if found := case.new_findings():
            caught[case.mutant.kind] += 1
        else:
            source = case.text.rests_on[case.cited - 1]
            miss = Miss(name, case.mutant.kind, case.text.id, case.mutant.text, source, messages(found))
            misses[case.mutant.kind].append(miss)
    measures = [
        Measure(set=name, metric=f"caught, {kind}", value=share(caught[kind], tried[kind]), n=tried[kind])
        for kind in KINDS
        if tried[kind]
    ]
    total = Measure(
        set=name,
        metric="caught, all kinds",
        value=share(caught.total(), tried.total()),
        n=tried.total(),
        bound=_CAUGHT,
    )
    return Scored([*measures, total], [miss for kind in KINDS for miss in misses[kind]])


def totals(measures: Iterable[Measure]) -> list[Measure]:
    """Return the two figures of issue 3 over all languages: errors caught, false alarms on right sentences."""
    found = []
    for metric, bound, at_least in (("caught, all kinds", _CAUGHT, True), (_ALARMS, _FALSE_ALARMS, False)):
        parts = [m for m in measures if m.metric == metric and m.value is not None]
        n = sum(m.n for m in parts)
        value = share(round(sum((m.value or 0) * m.n for m in parts)), n)
        found.append(Measure(set="all sentences", metric=metric, value=value, n=n, bound=bound, at_least=at_least))
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    text: Text
    checker: Checker
    right: tuple[Finding, ...]
    mutant: Mutant
    cited: int

    def new_findings(self) -> tuple[Finding, ...]:
        """Return the findings of the wrong sentence that the right one does not have."""
        known = {(finding.problem, finding.text) for finding in self.right}
        found = grave((statement(self.checker, self.mutant.text, self.cited),))
        return tuple(finding for finding in found if (finding.problem, finding.text) not in known)


def _cases(texts: Iterable[Text], bench: Bench, tried: Counter[str]) -> Iterator[_Case]:
    chance = random.Random(_SEED)  # noqa: S311  # repeatable, not secret
    shuffled = list(texts)
    chance.shuffle(shuffled)
    for text, checker in _checkers(shuffled, bench):
        standing = "\n".join((text.title, *text.rests_on))
        for cited, sentence in _sentences(text):
            if not (found := list(numbers(sentence))):
                continue
            right = grave((statement(checker, sentence, cited),))
            for mutant in (mutant for number in found for mutant in mutants(number, chance, standing)):
                if tried[mutant.kind] < _MOST_OF_A_KIND:
                    yield _Case(text, checker, right, mutant, cited)
            other = _elsewhere(text, found[0])
            if other and tried["paragraph swapped"] < _MOST_OF_A_KIND:
                yield _Case(text, checker, right, Mutant("paragraph swapped", sentence, found[0]), other)


def _elsewhere(text: Text, number: Number) -> int:
    """Return a paragraph of some length without the number, 0 where the title holds it or there is none.

    Numbers in words are left out: "three" and 两 stand in many places, and say little.
    """
    if not number.digits[0].isdigit() or number.value in values(text.title):
        return 0
    lacking = (
        index
        for index, paragraph in enumerate(text.rests_on, start=1)
        if len(paragraph) > len(number.text) // 2 and number.value not in values(paragraph)
    )
    return next(lacking, 0)


def _checkers(texts: Iterable[Text], bench: Bench) -> Iterator[tuple[Text, Checker]]:
    for text in texts:
        if checker := bench.paragraphs(text.rests_on, title=text.title, date=text.date):
            yield text, checker


def _sentences(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the sentences with the number of the paragraph they rest on; code and lists are left out."""
    for number, paragraph in enumerate(text.paragraphs, start=1):
        for span in sentences(paragraph):
            sentence = paragraph[span.start : span.end]
            if len(sentence) <= _LONGEST and not any(mark in sentence for mark in _CODE):
                yield number, sentence
