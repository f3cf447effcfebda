"""A revision asks the model about what changed, and keeps what rests on unchanged paragraphs."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.brief import Header
from service.domain.errors import AnswerUnreadable, BackendUnavailable
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from service.engines.extractive import ExtractiveEngine
from service.engines.fallback import FallbackEngine
from service.engines.revising import RevisingEngine
from service.engines.revision import UNWRITTEN, revision_of
from service.ports import Assignment, Deadline, Engine, Failure
from tests.fakes import ScriptedEngine
from tests.revised import LANGUAGES, TEXTS, PickingEngine, article_of, brief_of, insight_on, revised, summary_of

NEW = "A shelter for 40 families was opened in the school of a village nobody had named so far."
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


@dataclass
class Recorder:
    """A watcher that remembers what it was told."""

    committed: bool = False
    told: list[object] = field(default_factory=list)

    def begin(self) -> None:
        self.told.append("begin")

    def group(self, number: int, heading: str) -> None:
        self.told.append((number, heading))

    def insight(self, where: str, insight: Insight) -> None:
        self.told.append((where, insight.text))

    def progress(self, stage: str, done: int, total: int) -> None:
        self.told.append((stage, done, total))


def assignment(texts, language: str = "en", **changes) -> Assignment:
    asked = Assignment(
        article_of(texts), LANGUAGES[language], Deadline.after(60), watcher=Recorder(), earlier=brief_of(language)
    )
    return replace(asked, **changes)


def texts_of(summary: Summary) -> list[str]:
    return [insight.text for _, insight in summary.located()]


def bare(summary: Summary) -> Summary:
    """Without what the checks added."""
    drafted = {where: replace(one, findings=()) for where, one in summary.located()}
    return summary.keeping(
        {
            where: replace(one, citations=tuple(replace(c, span=None) for c in one.citations))
            for where, one in drafted.items()
        }
    )


def test_without_an_earlier_brief_it_is_the_engine_inside():
    inner = ScriptedEngine(repairs=(insight_on("en", 1),))
    engine: Engine = RevisingEngine(inner)
    asked = assignment(TEXTS["en"], earlier=None)
    assert engine.draft(asked).summary == inner.summary
    assert (engine.name, engine.prompt, engine.prompt_digest, engine.identity, engine.translates) == (
        "llm", "news-brief/v1", "d1", "scripted", True,
    )  # fmt: skip
    failure = Failure("/core_insights/0", insight_on("en", 1), ())
    assert engine.repair(asked, (failure,)).insights == {"/core_insights/0": insight_on("en", 1)}
    assert inner.asked == [(failure,)]


@BOTH
def test_the_same_text_asks_nobody(language):
    inner = ScriptedEngine()
    asked = assignment(TEXTS[language], language)
    drafted = RevisingEngine(inner).draft(asked)
    assert drafted.summary == bare(brief_of(language).summary)
    assert (drafted.engine, drafted.backend, drafted.model, drafted.usage.calls) == ("llm", "old/model", "model-0", 0)
    assert (inner.assignments, inner.asked) == ([], [])


@BOTH
def test_paragraphs_that_moved_are_cited_by_their_new_numbers(language):
    inner = ScriptedEngine()
    texts = ("Advertisement", *TEXTS[language][10:], *TEXTS[language][:10])
    drafted = RevisingEngine(inner).draft(assignment(texts, language))
    cited = [one.citations[0] for _, one in drafted.summary.located()]
    assert [citation.paragraph for citation in cited] == [12, 21, 13, 14, 15, 3, 6]
    assert cited[0].quote == brief_of(language).summary.core_insights[0].citations[0].quote
    assert inner.asked == []


@BOTH
def test_a_changed_paragraph_is_all_that_is_asked_about(language):
    new = insight_on(language, 3, houses=999)
    inner = ScriptedEngine(repairs=(new,))
    drafted = RevisingEngine(inner).draft(assignment(revised(language, 3), language))
    ((failure,),) = inner.asked
    assert failure.where == "/groups/0/insights/1"
    assert failure.insight == Insight(insight_on(language, 3).text, (Citation(3),))
    (reason,) = failure.reasons
    assert "paragraph 3 was revised" in reason
    assert "121" in reason
    assert "999" in reason
    assert texts_of(drafted.summary)[3] == new.text
    rest = texts_of(summary_of(language))
    assert texts_of(drafted.summary) == [*rest[:3], new.text, *rest[4:]]
    assert (drafted.backend, drafted.model, drafted.usage.calls) == ("", "", 1)


@BOTH
def test_the_model_is_shown_what_changed_and_what_is_still_cited(language):
    both = Group(2, "Both", (insight_on(language, 12, 3), insight_on(language, 15)))
    earlier = brief_of(language, replace(summary_of(language), groups=(summary_of(language).groups[0], both)))
    watched = Shown(repairs=(insight_on(language, 3, houses=999), insight_on(language, 12)))
    RevisingEngine(watched).draft(assignment(revised(language, 3), language, earlier=earlier))
    assert watched.shown == [(3, 12)]


@dataclass
class Shown(ScriptedEngine):
    """Remembers which paragraphs it was shown for repairs."""

    shown: list[tuple[int, ...]] = field(default_factory=list)

    def repair(self, assignment, failures):
        self.shown.append(tuple(paragraph.number for paragraph in assignment.shown))
        return super().repair(assignment, failures)


def test_what_stands_is_told_at_once_at_its_place():
    asked = assignment(revised("en", 2))
    RevisingEngine(ScriptedEngine(repairs=(insight_on("en", 2, houses=999),))).draft(asked)
    texts = texts_of(summary_of("en"))
    assert asked.watcher.told == [
        ("/core_insights/0", texts[0]),
        ("/core_insights/1", texts[1]),
        (1, "The north"),
        ("/groups/0/insights/1", texts[3]),
        ("/groups/0/insights/2", texts[4]),
        (2, "The south"),
        ("/groups/1/insights/0", texts[5]),
        ("/groups/1/insights/1", texts[6]),
        ("revising", 0, 1),
    ]


@pytest.mark.parametrize(
    ("number", "where"), [(2, "/core_insights/2"), (6, "/groups/0/insights/3"), (14, "/groups/1/insights/2")]
)
def test_a_new_paragraph_gets_an_insight_where_it_belongs(number, where):
    texts = [*TEXTS["en"][: number - 1], NEW, *TEXTS["en"][number - 1 :]]
    written = Insight("A shelter was opened for 40 families", (Citation(number, "40 families"),))
    inner = ScriptedEngine(repairs=(written,))
    drafted = RevisingEngine(inner).draft(assignment(texts))
    ((failure,),) = inner.asked
    assert (failure.where, failure.insight) == (where, Insight(UNWRITTEN, (Citation(number),)))
    assert f"paragraph {number}" in failure.reasons[0]
    assert dict(drafted.summary.located())[where] == written


def test_many_new_paragraphs_get_six_insights_at_most_and_full_groups_none():
    texts = [
        f"The {ordinal} of all villages has {n} wells and no bridge, said its elder."
        for n, ordinal in enumerate("bcdefghij", 2)
    ]
    inner = ScriptedEngine(repairs=(insight_on("en", 1),))
    RevisingEngine(inner).draft(assignment([*TEXTS["en"], *texts]))
    (asked,) = inner.asked
    assert {failure.where: [one.paragraph for one in failure.insight.citations] for failure in asked} == {
        "/groups/1/insights/2": [21, 22],
        "/groups/1/insights/3": [23, 24],
        "/groups/1/insights/4": [25, 26],
        "/groups/0/insights/3": [27, 28],
        "/groups/0/insights/4": [29],
    }


def test_where_there_is_no_room_nothing_is_asked():
    full = Summary(
        tuple(insight_on("en", number) for number in range(1, 6)),
        (Group(1, "All", tuple(insight_on("en", number) for number in range(6, 11))),),
    )
    inner = ScriptedEngine()
    drafted = RevisingEngine(inner).draft(assignment([*TEXTS["en"], NEW], earlier=brief_of("en", full)))
    assert (len(texts_of(drafted.summary)), inner.asked) == (10, [])
    roomy = replace(full, core_insights=full.core_insights[:4])
    RevisingEngine(inner).draft(assignment([*TEXTS["en"], NEW], earlier=brief_of("en", roomy)))
    assert [failure.where for failure in inner.asked[0]] == ["/core_insights/4"]


def test_an_insight_whose_evidence_is_gone_is_gone():
    texts = [text for text in TEXTS["en"] if "Ashford" not in text and "Dover" not in text]
    both = Group(2, "Both", (insight_on("en", 12, 4),))
    earlier = brief_of("en", replace(summary_of("en"), groups=(summary_of("en").groups[0], both)))
    inner = ScriptedEngine(repairs=(insight_on("en", 10),))
    RevisingEngine(inner).draft(assignment(texts, earlier=earlier))
    ((failure,),) = inner.asked
    assert failure.where == "/groups/1/insights/0"
    assert failure.insight.citations == (Citation(10, "damaged 184 houses"),)
    assert "gone" in failure.reasons[0]


def test_a_group_that_nothing_is_left_of_is_gone():
    texts = [text for text in TEXTS["en"] if not any(town in text for town in ("Bexley", "Corby", "Dover"))]
    drafted = RevisingEngine(ScriptedEngine()).draft(assignment(texts))
    assert [(group.number, group.heading) for group in drafted.summary.groups] == [(1, "The south")]


def test_what_was_not_rewritten_fails_its_checks_and_what_was_not_added_is_left_out():
    texts = [*revised("en", 1), NEW]
    added = Insight("A shelter was opened for 40 families", (Citation(21, "40 families"),))
    inner = PickingEngine(repairs=(added,), takes=("/groups/1/insights/2",))
    summary = RevisingEngine(inner).draft(assignment(texts)).summary
    assert summary.core_insights[0] == Insight(insight_on("en", 1).text)
    assert summary.groups[1].insights[2] == added
    repeated = PickingEngine(repairs=(insight_on("en", 12),), takes=("/groups/1/insights/2",))
    assert len(RevisingEngine(repeated).draft(assignment(texts)).summary.groups[1].insights) == 2


def texts_with(count: int) -> list[str]:
    """The article with so many of its paragraphs changed, from the last one on."""
    texts = list(TEXTS["en"])
    for number in range(20, 20 - count, -1):
        texts[number - 1] = texts[number - 1].replace("houses", "homes")
    return texts


@pytest.mark.parametrize(
    "texts",
    [texts_with(11), [f"Wholly another story, its chapter {n}, of no flood at all." for n in range(1, 20)]],
    ids=["more than half", "another story"],
)
def test_where_too_much_changed_it_is_written_in_full(texts):
    inner = ScriptedEngine()
    assert RevisingEngine(inner).draft(assignment(texts)).summary == inner.summary
    assert (len(inner.assignments), inner.asked) == (1, [])


def test_up_to_half_is_revised():
    inner = ScriptedEngine(repairs=(insight_on("en", 1),))
    RevisingEngine(inner).draft(assignment(texts_with(10)))
    assert inner.assignments == []


@pytest.mark.parametrize("left", ["core", "groups"])
def test_without_a_core_or_a_group_it_is_written_in_full(left):
    gone = {"core": ("Bexley", "Corby", "Dover"), "groups": ("Ashford", "Jarrow")}[left]
    texts = [text for text in TEXTS["en"] if not any(town in text for town in gone)]
    earlier = brief_of("en", replace(summary_of("en"), groups=summary_of("en").groups[:1]))
    assert revision_of(earlier, article_of(texts)) is None


def test_where_nothing_can_be_kept_it_is_written_in_full():
    one = Summary((insight_on("en", 3),), (Group(1, "x", (insight_on("en", 3, 4),)),))
    assert revision_of(brief_of("en", one), article_of(revised("en", 3))) is None


@pytest.mark.parametrize(
    "earlier",
    [
        brief_of("en", header=Header(language=Language.SIMPLIFIED_CHINESE)),
        brief_of("en", provenance=replace(brief_of("en").provenance, engine="extractive", prompt="", model="")),
    ],
    ids=["another language", "extracted"],
)
def test_a_brief_in_another_language_or_without_a_model_is_not_kept(earlier):
    inner = ScriptedEngine()
    asked = assignment(revised("en", 3), earlier=earlier)
    assert RevisingEngine(inner).draft(asked).summary == inner.summary
    RevisingEngine(inner).repair(asked, ())
    assert inner.asked == [()]


@pytest.mark.parametrize("repairs", [(), AnswerUnreadable()])
def test_an_answer_of_no_use_makes_it_a_draft_in_full(repairs):
    inner = ScriptedEngine(repairs=repairs)
    drafted = RevisingEngine(inner).draft(assignment(revised("en", 3)))
    assert drafted.summary == inner.summary
    assert drafted.usage.calls == 2


def test_unless_a_part_of_it_was_shown():
    shown = Recorder(committed=True)
    with pytest.raises(AnswerUnreadable):
        RevisingEngine(ScriptedEngine(repairs=AnswerUnreadable())).draft(assignment(revised("en", 3), watcher=shown))
    drafted = RevisingEngine(ScriptedEngine()).draft(assignment(revised("en", 3), watcher=shown))
    assert drafted.summary.groups[0].insights[1].citations == ()


def test_a_dead_endpoint_leads_to_the_last_resort():
    engine = FallbackEngine(RevisingEngine(ScriptedEngine(repairs=BackendUnavailable())), ExtractiveEngine())
    asked = assignment(revised("en", 3))
    assert engine.draft(asked).fallback
    assert asked.watcher.told[-1] == "begin"


def test_a_repair_sees_what_the_failed_insights_rest_on():
    watched = Shown(repairs=(insight_on("en", 10),))
    RevisingEngine(watched).repair(
        assignment(revised("en", 3)), (Failure("/core_insights/1", insight_on("en", 10), ()),)
    )
    RevisingEngine(watched).repair(
        assignment(TEXTS["en"]), (Failure("/core_insights/1", Insight("It cites nothing"), ()),)
    )
    assert watched.shown == [(3, 10), tuple(range(1, 21))]


EARLIER = brief_of("en")
POOL = [*TEXTS["en"], *(text.replace("houses", "homes") for text in TEXTS["en"]), NEW, "Advertisement", ""]


@pytest.mark.property
@given(st.lists(st.integers(0, len(POOL) - 1), min_size=3, max_size=30), st.sets(st.integers(0, 30)))
def test_any_revision_is_a_brief_of_its_article(places, written):
    """Within the bounds of contract §1, each of its insights citing paragraphs that there are, each place told once."""
    article = article_of([*TEXTS["en"][:8], *(POOL[place] for place in places)])
    revision = revision_of(EARLIER, article)
    if revision is None:
        return
    answers = [one for number, one in enumerate(revision.asked) if number in written]
    summary = revision.written({one.where: insight_on("en", 1) for one in answers})
    assert 1 <= len(summary.core_insights) <= 5
    assert 1 <= len(summary.groups) <= 6
    assert all(1 <= len(group.insights) <= 5 for group in summary.groups)
    stands = dict(revision.standing())
    assert stands
    located = dict(summary.located())
    assert all(located[where] == insight for where, insight in stands.items())
    shown = {paragraph.number for paragraph in revision.excerpt}
    for failure in revision.asked:
        assert {citation.paragraph for citation in failure.insight.citations} <= shown
