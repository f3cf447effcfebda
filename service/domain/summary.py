"""The content of a brief: insights with their citations, in the order a reader meets them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.domain.finding import Finding

MAX_CORE_INSIGHTS = 5  # contract §1: "the 1-5 statements that matter most"
MAX_GROUPS = 6  # contract §1: "1-6 groups"
MAX_GROUP_INSIGHTS = 5  # contract §1: "1-5 insights" each
_GROUPS = "/groups/"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, ``start`` inclusive and ``end`` exclusive, in Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """The number of a source paragraph and the words in it that support an insight.

    In a draft ``quote`` is what the writer claims ("" where none was given) and ``span`` is None. In a brief an
    *anchored* citation has the words as they stand in the source and their span, counted from the start of the
    paragraph's text; an *unanchored* one has neither.
    """

    paragraph: int
    quote: str = ""
    span: Span | None = None

    @property
    def anchored(self) -> bool:
        """Whether code has found the quote in the paragraph."""
        return self.span is not None


@dataclass(frozen=True, slots=True)
class Insight:
    """One cited statement; ``text`` holds no citation marks."""

    text: str
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Insights on one topic under a short heading; ``number`` counts from 1."""

    number: int
    heading: str
    insights: tuple[Insight, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Core insights and groups: content only."""

    core_insights: tuple[Insight, ...]
    groups: tuple[Group, ...] = ()

    def located(self) -> Iterator[tuple[str, Insight]]:
        """Yield every insight with its place as a JSON pointer, e.g. ``/groups/1/insights/0``."""
        for index, insight in enumerate(self.core_insights):
            yield place_of(index), insight
        for number, group in enumerate(self.groups, start=1):
            for index, insight in enumerate(group.insights):
                yield place_of(index, number), insight

    def keeping(self, insights: dict[str, Insight]) -> "Summary":
        """Return the summary with the insights at the given places only, groups left empty dropped, renumbered."""
        core = tuple(insights[where] for i in range(len(self.core_insights)) if (where := place_of(i)) in insights)
        groups: list[Group] = []
        for number, group in enumerate(self.groups, start=1):
            places = (place_of(index, number) for index in range(len(group.insights)))
            if kept := tuple(insights[place] for place in places if place in insights):
                groups.append(replace(group, number=len(groups) + 1, insights=kept))
        return Summary(core, tuple(groups))


def place_of(index: int, group: int = 0) -> str:
    """Return the place of an insight as a JSON pointer; groups count from 1, and 0 are the core insights."""
    return f"{_GROUPS}{group - 1}/insights/{index}" if group else f"/core_insights/{index}"


def group_of(place: str) -> int:
    """Return the group that a place is in, counted from 1; 0 for the core insights, and for no place at all."""
    return int(place.removeprefix(_GROUPS).partition("/")[0]) + 1 if place.startswith(_GROUPS) else 0
