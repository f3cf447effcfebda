"""Answers that must not be served as they are: the briefs of our examples, each spoiled in one way.

A case is one way of spoiling, of one statement or of the whole answer, in one form. Most replies begin well: what is
wrong comes late, as it does in a stream.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from service.adapters.prompt_files import load_prompt
from service.domain.article import About, Article, read_paragraphs
from service.domain.errors import AnswerIncomplete
from service.domain.language import Language
from service.domain.summary import Citation, Insight, Summary
from service.engines.wire import parse_answer
from tests.engines.answer_shapes import Shape, kinds
from tests.engines.test_structured import BROKEN, document


@dataclass(frozen=True)
class Reply:
    """What the model writes, and what the endpoint says in the end."""

    text: str
    error: Exception | None = None


@dataclass(frozen=True)
class Base:
    """An article and a good brief of it."""

    article: Article
    language: Language
    text: str

    @cached_property
    def summary(self) -> Summary:
        return parse_answer(self.text)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        return frozenset(number for p in self.article.paragraphs for number in numbers_of(p.text))

    @cached_property
    def as_json(self) -> str:
        return json.dumps(document(self.summary), ensure_ascii=False)

    @property
    def chinese(self) -> bool:
        return self.language is not Language.ENGLISH


@dataclass(frozen=True)
class Case:
    """Replies to the question for a brief, the last one to all further; ``spoiled`` are texts that must not leave."""

    name: str
    base: Base
    reply: Reply
    spoiled: frozenset[str] = frozenset()
    repair: str = field(default="1. DROP")


_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "万亿": 10**12, "亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}  # fmt: skip
_NUMBER = re.compile(rf"(?<![A-Za-z])(\d[\d,]*(?:\.\d+)?)(?:\s?({'|'.join(_SCALES)}))?")


def numbers_of(text: str) -> list[Decimal]:
    """Return the values of the numbers written with digits: a reader apart from the service's own."""
    return [
        Decimal(digits.replace(",", "").rstrip(".")) * _SCALES.get(scale, 1) for digits, scale in _NUMBER.findall(text)
    ]


def bases() -> list[Base]:
    """Return the examples of our prompt: three languages of Chinese and English articles."""
    made = []
    for source in (Language.SIMPLIFIED_CHINESE, Language.ENGLISH):
        for language in Language:
            article, brief = load_prompt("news-brief/v2").example(source, language).split("\n\nBrief:\n")
            paragraphs = [line.partition("] ")[2] for line in article.splitlines() if line.startswith("[")]
            made.append(Base(read_paragraphs(paragraphs, About(title="")), language, brief.strip()))
    return made


def cases() -> Iterator[Case]:
    """Yield every case of every base."""
    everything = bases()
    for base in everything:
        yield from _spoiled_statements(base)
        yield from _spoiled_wholes(base)
        yield from _cuts(base)
        yield from _scrambled(base)
        yield from (_foreign(base, other) for other in everything if other.article != base.article)
    yield from _shapes(everything)


def harmless(base: Base) -> Iterator[str]:
    """Yield answers around which there is only what a rule takes away."""
    for text in (base.text, base.as_json, json.dumps(document(base.summary), indent=1)):
        yield from (
            f"```\n{text}\n```",
            f"Here is the brief:\n\n{text}",
            f"<think>Core Insights\n- x [1]</think>\n{text}",
        )
        yield from (f"{text}\n\n", f"<answer>{text}</answer>", f"{text}<|im_end|>", f"\ufeff{text}")


def _spoiled_statements(base: Base) -> Iterator[Case]:
    for place, (where, insight) in enumerate(base.summary.located()):
        for number, (what, bad) in enumerate(_spoil(base, insight)):
            good = f"1. {insight.text} {_marks(insight)}"
            summary = _with(base.summary, where, bad)
            spoiled = frozenset({bad.text} - {insight.text})
            repair = ("1. DROP", f"1. {bad.text} {_marks(bad)}", good, "no", '{"insights": [', "")[(place + number) % 6]
            name = f"{what} at {where}"
            form = _lines(base, summary) if (place + number) % 2 else json.dumps(document(summary), indent=number % 3)
            yield Case(name, base, Reply(form), spoiled, repair)


def _spoil(base: Base, insight: Insight) -> Iterator[tuple[str, Insight]]:
    nowhere = (Citation(1, _NOWHERE[base.article.language.chinese]),)
    for text in _wrong_numbers(base, insight.text):
        yield "wrong number", replace(insight, text=text)
    for what, addition in _ADDITIONS[base.chinese]:
        yield what, replace(insight, text=insight.text + addition)
    if base.chinese == base.article.language.chinese:  # across languages words in quotation marks may be a translation
        yield "invented words", replace(insight, text=insight.text + _WORDS[base.chinese])
    yield "invented quote", replace(insight, citations=nowhere)
    yield "paragraph 99", replace(insight, citations=(Citation(99),))
    yield "invented quote of paragraph 99", replace(insight, citations=(Citation(99, nowhere[0].quote),))
    yield "translated quote", replace(insight, citations=(Citation(1, insight.text[:40]),))
    yield "no citation", replace(insight, citations=())


_ADDITIONS = {
    False: (("invented number", ", 77% more than a year before"), ("invented date", ", it said on March 9, 2019"), ("number in words", ", and hired ninety-three people")),
    True: (("invented number", "，比上年多77%"), ("invented date", "，时间为2019年3月9日"), ("invented sum", "，另投93亿元")),
}  # fmt: skip
_NOWHERE = {False: "no such words stand anywhere", True: "此处并无这样的句子"}
_WORDS = {False: ", calling it “a miracle of the century”", True: "，称之为“世纪奇迹”"}


def _wrong_numbers(base: Base, text: str) -> Iterator[str]:
    """Yield the text with one number that stands nowhere in the article."""
    for found in _NUMBER.finditer(text):
        digits = found[1].rstrip(",.")
        end = found.start() + len(digits)
        changed = [text[: found.start()] + other + text[end:] for other in (f"{digits}0", "97", "1,911")]
        for old, new in (
            ("million", "billion"),
            ("billion", "million"),
            ("亿", "万"),
            ("億", "萬"),
            ("万", "亿"),
            ("萬", "億"),
        ):
            if found[2] == old:
                changed.append(text[: found.start(2)] + new + text[found.end(2) :])
        yield from (one for one in changed if not set(numbers_of(one)) <= base.numbers)


def _spoiled_wholes(base: Base) -> Iterator[Case]:
    core, _, groups = base.text.partition("\n\n")
    label, first, *_ = base.text.split("\n")
    wholes = {
        "no groups": core, "no core": groups, "core label only": label, "empty group": f"{base.text}\n\nGroup 2: More", "unknown label": base.text.replace(label, "Brief", 1),
        "two briefs": f"{base.text}\n\n{base.text.replace(first, first.replace(' [', '; [', 1), 1)}x", "three times": base.text.replace(first, "\n".join([first] * 3)),
        "loop of lines": f"{core}\n{first}\n" * 9, "endless blanks": core + " \n" * 400, "endless word": f"{core}\n- {'and so on ' * 900}", "unclosed thought": f"<think>{base.text}",
        "thought at the end": f"{base.text}\n<think>wait", "channel": f"<|channel|>analysis<|message|>{base.text}", "article parroted": "\n".join(p.text for p in base.article.paragraphs),
        "headings as insights": base.text.replace("- ", "## "), "a remark cites": f"{base.text}\n\nNote: paragraph 2 is advertising [2]", "table": base.text.replace("- ", "| "),
        "far too long": f"{core}\n" + "\n".join(f"- {chr(0x4E00 + n)}{first[2:]}" for n in range(400)), "marks without numbers": re.sub(r"\[\d+: ", "[", base.text),
        "numbers for marks": re.sub(r"\[(\d+): “[^”]*”\]", r"^\1", base.text), "range of all": re.sub(r"\[\d+: “[^”]*”\]", "[0-4000]", base.text),
        "JSON without groups": json.dumps({"core_insights": document(base.summary)["core_insights"]}), "JSON list": f"[{base.as_json}]", "JSON twice": base.as_json * 2,
        "JSON and lines": f"{base.as_json}\n\n{base.text}", "JSON with a comma": f"{base.as_json[:-1]},}}", "JSON as text": json.dumps(base.as_json),
        "JSON with other keys": base.as_json.replace("core_insights", "Core Insights"), "JSON key twice": f'{base.as_json[:-1]}, "groups": []}}',
        "JSON with more": f'{base.as_json[:-1]}, "notes": [{{"text": "x"}}]}}', "JSON numbers as words": re.sub(r'"paragraph": \d', '"paragraph": "two"', base.as_json),
        "JSON blanks": base.as_json[:-2] + " " * 2_000, "JSON marks kept": base.as_json.replace('"citations": [', '"citations": [], "marks": ['),
    }  # fmt: skip
    for name, text in wholes.items():
        yield Case(name, base, Reply(text))
    for name, text in (("lines", base.text), ("JSON", base.as_json)):
        yield Case(f"{name} without a reason why it ended", base, Reply(text, AnswerIncomplete("no finish reason")))


def _cuts(base: Base, each: int = 61) -> Iterator[Case]:
    """Cut both forms at many places: told by the endpoint, or not at all."""
    for form, text in (("lines", base.text), ("JSON", base.as_json)):
        for end in range(each // 2, len(text) - 1, each):
            whole = text[end] == "\n" or text[end - 1] == "\n"
            yield Case(f"{form} cut at {end}, told", base, Reply(text[:end], AnswerIncomplete("length")))
            if not whole:
                yield Case(f"{form} cut at {end}, untold", base, Reply(text[:end]))


def _scrambled(base: Base, count: int = 12) -> Iterator[Case]:
    """Replace a run of the text by noise: numbers, marks, labels, words."""
    chance = random.Random(base.text)
    noise = (
        "7",
        "931",
        "[9]",
        "【2】",
        "\n",
        "\n\n",
        "“”",
        "]",
        "[",
        "- ",
        "Group: ",
        "{",
        "}",
        "</think>",
        "million",
        "亿",
        "not ",
        "```",
        ": “",
    )
    for number in range(count):
        text = (base.text, base.as_json)[number % 2]
        start = chance.randrange(20, len(text))
        yield Case(
            f"scrambled {number}",
            base,
            Reply(text[:start] + chance.choice(noise) + text[start + chance.randrange(30) :]),
        )


def _foreign(base: Base, other: Base) -> Case:
    """Another request's answer (faults.md row 14)."""
    return Case(f"brief of another article, {other.language}", base, Reply(other.text))


def _shapes(everything: Iterable[Base]) -> Iterator[Case]:
    """The refused shapes of the parser's corpus, on the article they may be about."""
    english = next(base for base in everything if base.language is Language.ENGLISH)
    refused: list[Shape] = [kind for kind in kinds() if kind.expected is None]
    yield from (Case(kind.name, english, Reply(kind.answer)) for kind in refused)
    yield from (Case(f"broken JSON, {name}", english, Reply(text)) for name, text in BROKEN.items())


def _with(summary: Summary, where: str, insight: Insight) -> Summary:
    return summary.keeping(dict(summary.located()) | {where: insight})


def _lines(base: Base, summary: Summary) -> str:
    sections = [(base.text.split("\n")[0], summary.core_insights)]
    sections += [(f"Group {group.number}: {group.heading}", group.insights) for group in summary.groups]
    return "\n\n".join(
        "\n".join((label, *(f"- {one.text} {_marks(one)}" for one in insights))) for label, insights in sections
    )


def _marks(insight: Insight) -> str:
    return "".join(f"[{c.paragraph}: “{c.quote}”]" if c.quote else f"[{c.paragraph}]" for c in insight.citations)
