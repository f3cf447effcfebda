"""An updated story costs what changed: the earlier brief is found, revised and named, and what changed is listed."""

import json
from dataclasses import replace

import pytest

from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from service.engines.extractive import ExtractiveEngine
from service.engines.revising import RevisingEngine
from service.ports import Assignment, Deadline
from service.schema.briefs import dump_brief, load_brief
from service.summarizer import BriefStore, Freshness, Order, Outcome, cache_key
from service.summarizer.revisions import changes_since, digest_of, earlier_brief
from tests.fakes import ScriptedEngine
from tests.revised import LANGUAGES, TEXTS, PickingEngine, article_of, brief_of, insight_on, revised, summary_of
from tests.services import summarizer_of

BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def service_of(inner: ScriptedEngine, **policy):
    return summarizer_of({"fake/model": RevisingEngine(inner)}, **policy)


def order_of(language: str, texts=None, **changes) -> Order:
    about = changes.pop("about", {})
    return Order(article=article_of(texts or TEXTS[language], **about), language=LANGUAGES[language], **changes)


def briefed(service, order: Order):
    served = service.summarize(order)
    return served, load_brief(served.payload)


@BOTH
def test_a_revision_keeps_names_and_lists(language):
    inner = ScriptedEngine(summary_of(language), repairs=(insight_on(language, 3, houses=999),))
    service = service_of(inner)
    first = service.summarize(order_of(language))
    update = order_of(language, revised(language, 3), previous=first.id)
    served, brief = briefed(service, update)
    assert (len(inner.assignments), len(inner.asked)) == (1, 1)
    assert (brief.previous, served.outcome, served.kept) == (first.id, Outcome.MISS, True)
    (change,) = brief.changes
    assert (change.kind, change.paragraph_before, change.paragraph) == ("number", 3, 3)
    assert "121" in change.before
    assert "999" in change.after
    assert brief.usage.calls == 1
    assert brief.usage.input_tokens == 50  # of the question for what changed alone
    assert brief.withheld == ()
    assert brief.summary.groups[0].insights[1].text == insight_on(language, 3, houses=999).text
    assert all(citation.anchored for _, one in brief.summary.located() for citation in one.citations)


def test_the_same_revision_again_is_a_hit():
    service = service_of(inner := ScriptedEngine(summary_of("en"), repairs=(insight_on("en", 3, houses=999),)))
    first = service.summarize(order_of("en"))
    update = order_of("en", revised("en", 3), previous=first.id)
    made, again = service.summarize(update), service.summarize(update)
    assert (again.outcome, again.payload) == (Outcome.HIT, made.payload)
    assert len(inner.asked) == 1


def test_a_text_as_its_own_earlier_version_is_the_kept_brief():
    service = service_of(inner := ScriptedEngine(summary_of("en")))
    first = service.summarize(order_of("en"))
    again, brief = briefed(service, order_of("en", previous=first.id))
    assert (again.outcome, again.id, brief.previous, brief.changes) == (Outcome.HIT, first.id, "", ())
    assert len(inner.assignments) == 1


def test_a_new_title_alone_asks_nobody():
    service = service_of(inner := ScriptedEngine(summary_of("en")))
    first = service.summarize(order_of("en"))
    retitled = order_of("en", about={"title": "Floods and 3 storms"}, previous=first.id)
    _, brief = briefed(service, retitled)
    assert (len(inner.assignments), inner.asked, brief.usage.calls) == (1, [], 0)
    assert [(one.kind.value, one.after, one.paragraph) for one in brief.changes] == [
        ("number", "3", None),
        ("wording", "Floods and 3 storms", None),
    ]
    assert (brief.provenance.backend, brief.provenance.model) == ("fake/model", "model-1")
    assert changes_since(brief, replace(order_of("en").article, title="")) == ()


@pytest.mark.parametrize("previous", ["0" * 32, "no id at all"])
def test_where_the_earlier_brief_is_no_longer_kept_it_is_made_in_full(previous):
    service = service_of(inner := ScriptedEngine(summary_of("en")))
    served, brief = briefed(service, order_of("en", previous=previous))
    assert (brief.previous, brief.changes, len(inner.assignments)) == ("", (), 1)
    assert service.summarize(order_of("en")).id == served.id  # its key is as without


def test_an_earlier_brief_in_another_language_lists_what_changed_and_is_not_kept_to():
    service = service_of(inner := ScriptedEngine(summary_of("en")))
    first = service.summarize(order_of("en"))
    inner.summary = summary_of("zh")
    update = replace(order_of("en", revised("en", 3)), language=Language.SIMPLIFIED_CHINESE, previous=first.id)
    with pytest.raises(Exception, match="no insight"):  # the script's insights are of another article
        service.summarize(update)
    assert (len(inner.assignments), inner.asked[0][0].reasons) == (2, ())


def test_without_a_model_it_is_extracted_anew_and_what_changed_is_listed():
    service = summarizer_of({"extractive": ExtractiveEngine()})
    first = service.summarize(order_of("zh"))
    _, brief = briefed(service, order_of("zh", revised("zh", 3), previous=first.id))
    assert (brief.previous, brief.provenance.engine) == (first.id, "extractive")
    assert [(one.before, one.after) for one in brief.changes] == [("121栋", "999栋")]


def test_a_kept_insight_that_fails_now_is_repaired_or_withheld():
    """The text said "on Tuesday", and is now published a week later: what was right is wrong."""
    texts = [*TEXTS["en"][:4], "The bridge of Ashford was closed on Tuesday, its council said.", *TEXTS["en"][4:]]
    dated = Insight("The bridge of Ashford was closed on August 12", (Citation(5, "closed on Tuesday"),))
    summary = replace(summary_of("en"), groups=(Group(1, "The north", (dated, insight_on("en", 2))),))
    inner = ScriptedEngine(replace(summary, core_insights=(insight_on("en", 1),)))
    service = service_of(inner)
    first, brief = briefed(service, order_of("en", texts, about={"published_at": "2025-08-13"}))
    assert brief.withheld == ()
    mended = Insight("The bridge of Ashford was closed on Tuesday", (Citation(5, "closed on Tuesday"),))
    for repairs, gone in (((), 1), ((mended,), 0)):
        inner.repairs = repairs
        later = order_of("en", texts, about={"published_at": "2025-09-24"}, previous=first.id)
        served, brief = briefed(service, later)
        assert (len(brief.withheld), served.kept) == (gone, not gone)
    assert (len(inner.assignments), len(inner.asked)) == (1, 2)


def test_an_insight_that_was_not_rewritten_is_withheld():
    """One of two is written; the other would say what the article no longer says."""
    service = service_of(inner := PickingEngine(summary_of("en"), takes=("/core_insights/1",)))
    first = service.summarize(order_of("en"))
    texts = [one if i != 9 else TEXTS["en"][9].replace("170", "998") for i, one in enumerate(revised("en", 3))]
    inner.repairs = (insight_on("en", 10, houses=998),)
    served, brief = briefed(service, order_of("en", texts, previous=first.id))
    assert [gone.text for gone in brief.withheld] == [insight_on("en", 3).text]
    assert not served.kept
    assert [len(asked) for asked in inner.asked] == [1, 0]


def test_revisions_are_recomputed_and_left_unstored_like_other_briefs():
    service = service_of(inner := ScriptedEngine(summary_of("en"), repairs=(insight_on("en", 3, houses=999),)))
    first = service.summarize(order_of("en"))
    update = order_of("en", revised("en", 3), previous=first.id)
    unstored = service.summarize(replace(update, freshness=Freshness.UNSTORED))
    assert load_brief(unstored.payload).previous == first.id
    again = service.summarize(replace(update, freshness=Freshness.RECOMPUTED))
    assert (again.outcome, again.id, len(inner.asked)) == (Outcome.RECOMPUTED, unstored.id, 2)


def test_a_stream_tells_what_stands_first():
    service = service_of(ScriptedEngine(summary_of("en"), repairs=(insight_on("en", 1, houses=999),)))
    first = service.summarize(order_of("en"))
    streamed = service.stream(order_of("en", revised("en", 1), previous=first.id))
    told = [(one.notice.name, json.loads(one.notice.data)) for one in streamed.told if one]
    names = [name for name, _ in told]
    assert names[0] == "meta"
    assert names[: names.index("progress")].count("insight") == 6  # all that stands
    places = [data["where"] for name, data in told if name == "insight"]
    assert places[-1] == "/core_insights/0"
    assert len(set(places)) == len(places) == 7
    assert told[-1][1]["previous"] == first.id


@pytest.fixture
def store():
    cache = MemoryCache(60)
    return BriefStore(cache, MemoryItemIndex(60, 5), MemorySimilarityIndex())


def test_an_item_evolves_from_the_newest_kept_brief_in_the_language(store):
    order = order_of("en", revised("en", 3), evolved_from="urn:1")
    assert earlier_brief(store, order, Language.ENGLISH) is None
    old, new = brief_of("en", id="b" * 32), brief_of("en", id="c" * 32)
    same = brief_of("en", id="d" * 32, paragraphs=order.article.paragraphs)
    chinese = brief_of("zh", id="e" * 32)
    for brief in (old, new, same, chinese):
        store.cache.put(brief.id, dump_brief(brief))
        store.items.link("urn:1", brief.id)
    store.items.link("urn:1", "f" * 32)  # not kept
    store.cache.put("9" * 32, b"{}")  # of another version of the service
    store.items.link("urn:1", "9" * 32)
    assert earlier_brief(store, order, Language.ENGLISH) == new
    assert earlier_brief(store, order, Language.SIMPLIFIED_CHINESE) == chinese
    assert earlier_brief(store, replace(order, previous=old.id), Language.ENGLISH) == old
    assert earlier_brief(store, replace(order, evolved_from=""), Language.ENGLISH) is None


def key_of(earlier=None) -> str:
    asked = Assignment(article_of(revised("en", 3)), Language.ENGLISH, Deadline.after(1), earlier=earlier)
    return cache_key(asked, ScriptedEngine())


CHANGED = [
    brief_of("en", id="b" * 32),
    brief_of("en", Summary(summary_of("en").core_insights[:1], summary_of("en").groups)),
    brief_of("en", paragraphs=article_of(revised("en", 7)).paragraphs),
    brief_of("en", provenance=replace(brief_of("en").provenance, model="model-9")),
    brief_of("en", provenance=replace(brief_of("en").provenance, generated_at="2026-01-01T00:00:00+00:00")),
]


def test_all_that_shapes_a_revision_is_in_its_key():
    keys = {key_of(), key_of(brief_of("en")), *map(key_of, CHANGED)}
    assert len(keys) == 2 + len(CHANGED)


def test_a_review_of_the_earlier_brief_shapes_nothing():
    reviewed = replace(brief_of("en").provenance, reviewed_by="Kim")
    assert digest_of(brief_of("en", provenance=reviewed)) == digest_of(brief_of("en"))
    assert digest_of(brief_of("en")) == digest_of(load_brief(dump_brief(brief_of("en"))))
