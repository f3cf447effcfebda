"""The shapes of answers that models give, each with the summary it must be read as, or None where it must be refused.

A *kind* is hand-written: one way of writing marks, labels, bullets, surroundings, or a whole answer. It stands in three
tongues, and each stands once as it is and once under each *mutation*, which must change nothing. Every expected value
is one of the literal summaries of ``answer_tables``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.domain.summary import Citation, Group, Insight, Summary
from tests.engines.answer_tables import (
    BARE_MARKS,
    BETWEENS,
    BULLETS,
    CLOSINGS,
    CORE_LABELS,
    EDGES,
    ENDS,
    ENGLISH,
    GROUP_LABELS,
    PREAMBLES,
    QUOTED_MARKS,
    REFUSED_BULLETS,
    REFUSED_CLOSINGS,
    REFUSED_CORE_LABELS,
    REFUSED_GROUP_LABELS,
    REFUSED_MARKS,
    REFUSED_THOUGHTS,
    STOPS,
    THOUGHTS,
    TONGUES,
    WHOLES,
    Tongue,
)


@dataclass(frozen=True)
class Shape:
    name: str
    answer: str
    expected: Summary | None


def written(
    tongue: Tongue,
    *,
    mark: str = "[{n}: “{q}”]",
    between: str = "",
    before: str = " ",
    bullet: str = "- ",
    core: str = "",
    group: str = "",
    end: str = "",
) -> str:
    """Return the brief of a tongue as an answer, in the one manner that is asked for."""

    def line(position: int, text: str, *numbers: int) -> str:
        marks = between.join(mark.format(n=n, q=tongue.quotes[n]) for n in numbers)
        return f"{bullet.format(i=position, c='①②③'[position - 1], l='abc'[position - 1])}{text}{before}{marks}{end}"

    groups = [
        (group or tongue.group).format(n=n, h=h, z="一二"[n - 1], l="AB"[n - 1])
        for n, h in enumerate(tongue.headings, 1)
    ]
    return "\n".join(
        (
            *(core or tongue.core, line(1, tongue.a, 1), line(2, tongue.b, 2, 4)),
            *("", groups[0], line(1, tongue.c, 3)),
            *("", groups[1], line(1, tongue.d, 4)),
        )
    )


def _straight(tongue: Tongue) -> str:
    return written(tongue)


def _flat(tongue: Tongue) -> str:
    lines = [line for line in written(tongue).split("\n") if line]
    return " ".join(lines)


def _wrapped(tongue: Tongue) -> str:
    """Every insight goes on in the middle of a word's gap, indented, its citations on a line of their own."""
    lines = []
    for line in written(tongue).split("\n"):
        text, mark, marks = line.partition(" [")
        lines.append(f"{text}\n  {mark[1:]}{marks}" if mark and text[0] == "-" else line)
    return "\n".join(lines)


def _wrapped_text(tongue: Tongue) -> str:
    """Insights broken where both sides join again: at an English space, or between Chinese characters."""
    broken = written(tongue)
    places = ("said ", "in ") if tongue is ENGLISH else ("，", "每天", "是")
    for place in places:
        broken = broken.replace(place, place.rstrip() + "\n  ", 2)
    return broken


WAYS: tuple[tuple[str, Callable[[Tongue], str]], ...] = (
    ("straight", _straight),
    ("flat", _flat),
    ("flat, colon", lambda t: _flat(t).replace(f"{t.core} - ", f"{t.core}: - ", 1)),
    ("flat, bold", lambda t: _flat(t).replace(t.core, f"**{t.core}**", 1)),
    ("marks on their own line", _wrapped),
    ("text over lines", _wrapped_text),
    ("twice the same", lambda t: f"{written(t)}\n\n{written(t)}"),
    ("label twice", lambda t: f"{t.core}\n\n{written(t)}"),
    ("an insight twice", lambda t: written(t).replace(f"- {t.c}", f"- {t.c} [3: “{t.quotes[3]}”]\n- {t.c}")),
    ("bold", lambda t: written(t).replace(t.a, f"**{t.a}**").replace(t.b, f"{t.b[:-5]}**{t.b[-5:]}**")),
    ("italic", lambda t: written(t).replace(t.d, f"*{t.d}*")),
    ("code and tags", lambda t: written(t).replace(t.a, f"<b>{t.a}</b>").replace(t.d, f"`{t.d}`")),
    ("named insights", lambda t: written(t).replace(f"- {t.a}", f"- Insight 1: {t.a}")),
    ("named insights, Chinese", lambda t: written(t).replace(f"- {t.d}", f"- 观点：{t.d}")),
    ("enclosed marks", lambda t: written(t, before=" (", end=")", between=", ")),
    ("joined marks", lambda t: written(t).replace("”][4: ", "”; 4: ").replace("”][4: ", "”; 4: ")),
    ("evidence lines", lambda t: _wrapped(t).replace("\n  [", "\n  Citations: [")),
    ("evidence bullets", lambda t: _wrapped(t).replace("\n  [", "\n  - Source: [")),
    ("blank lines between", lambda t: written(t).replace("\n", "\n\n")),
    ("no blank lines", lambda t: written(t).replace("\n\n", "\n")),
    ("after a subtitle", lambda t: written(t).replace(t.core, f"{t.core}\nWhat matters most:", 1)),
    ("a remark between", lambda t: written(t).replace("\n\n", "\n\nThis part is on details.\n\n", 1)),
    ("rules between", lambda t: written(t).replace("\n\n", "\n\n---\n\n")),
    ("reversed core marks", lambda t: written(t, before="", end=" ")),
)  # fmt: skip

MUTATIONS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("as is", lambda answer: answer),
    ("CRLF", lambda answer: answer.replace("\n", "\r\n")),
    ("fenced", lambda answer: f"```text\n{answer}\n```"),
    ("ANSI", lambda answer: answer.replace("- ", "\x1b[1m- \x1b[0m")),
    ("unseen", lambda answer: "\ufeff" + answer.replace("\n", "\u200b\n")),
    ("trailing spaces", lambda answer: answer.replace("\n", "  \n") + "\n\n"),
)


def kinds() -> Iterator[Shape]:
    """Yield each hand-written kind in its tongues, without mutations."""
    for tongue in TONGUES:
        yield from _named(tongue, "way", ((name, way(tongue)) for name, way in WAYS))
        yield from _named(tongue, "mark", ((m, written(tongue, mark=m)) for m in QUOTED_MARKS))
        yield from _named(tongue, "bullet", ((b, written(tongue, bullet=b)) for b in BULLETS))
        yield from _named(tongue, "core", ((label, written(tongue, core=label)) for label in CORE_LABELS[tongue.name]))
        yield from _named(
            tongue, "group", ((label, written(tongue, group=label)) for label in GROUP_LABELS[tongue.name])
        )
        yield from _named(tongue, "preamble", ((p, p + written(tongue)) for p in PREAMBLES[tongue.name]))
        yield from _named(tongue, "closing", ((c, written(tongue) + c) for c in CLOSINGS[tongue.name]))
        yield from _named(tongue, "end", ((e, written(tongue, end=e)) for e in ENDS))
        yield from _named(tongue, "between", ((b, written(tongue, between=b)) for b in BETWEENS))
        draft = tongue.core + "\n- something else [1]"
        yield from _named(tongue, "thought", ((a, a.format(draft=draft) + written(tongue) + z) for a, z in THOUGHTS))
        for mark in BARE_MARKS:
            yield Shape(f"{tongue.name} bare mark {mark}", written(tongue, mark=mark), tongue.summary(quoted=False))
        for end, stop in STOPS.items():
            yield Shape(f"{tongue.name} stop {end!r}", written(tongue, end=end), tongue.summary(stop=stop))
        for between in BETWEENS:
            answer = written(tongue, mark="[{n}]", between=between)
            yield Shape(f"{tongue.name} bare between {between}", answer, tongue.summary(quoted=False))
        yield from _refused(tongue)
    yield from _edges()
    for name, answer in WHOLES.items():
        yield Shape(f"whole {name}", answer, None)


def shapes() -> Iterator[Shape]:
    """Yield every kind under every mutation."""
    for kind in kinds():
        for name, mutate in MUTATIONS:
            yield Shape(f"{kind.name} · {name}", mutate(kind.answer), kind.expected)


def _named(tongue: Tongue, what: str, answers: Iterator[tuple[str, str]]) -> Iterator[Shape]:
    for name, answer in answers:
        yield Shape(f"{tongue.name} {what} {name!r}", answer, tongue.summary())


def _refused(tongue: Tongue) -> Iterator[Shape]:
    answers = [(f"mark {m}", written(tongue, mark=m)) for m in REFUSED_MARKS]
    answers += [(f"core {label}", written(tongue, core=label)) for label in REFUSED_CORE_LABELS[tongue.name]]
    answers += [(f"group {label}", written(tongue, group=label)) for label in REFUSED_GROUP_LABELS]
    answers += [(f"bullet {b}", written(tongue, bullet=b)) for b in REFUSED_BULLETS]
    answers += [(f"closing {c}", written(tongue) + c) for c in REFUSED_CLOSINGS]
    answers += [(f"thought {a} {z}", a + written(tongue) + z) for a, z in REFUSED_THOUGHTS]
    for name, answer in answers:
        yield Shape(f"{tongue.name} refused {name!r}", answer, None)


def _edges() -> Iterator[Shape]:
    group = Group(1, "Chips", (Insight("More chips were made", (Citation(2, "更多芯片"),)),))
    for line, text, citations in EDGES:
        bullet = "" if line[0] in "以3" else "- "
        answer = f"Core Insights\n{line}\n\nGroup 1: Chips\n{bullet}More chips were made [2: “更多芯片”]"
        expected = None if text is None else Summary((Insight(text, citations),), (group,))
        yield Shape(f"edge {line!r}", answer, expected)
