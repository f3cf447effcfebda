"""Items of content systems: withdrawn, they leave nothing behind, in memory and in a real Redis of two workers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from redis import Redis

from service.adapters.limits.memory_usage import MemoryUsage
from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.adapters.redis_cache import RedisCache
from service.adapters.single_flight import LeasedSingleFlight
from service.domain.errors import BackendUnavailable, BriefNotFound
from service.domain.language import Language
from service.domain.summary import Citation, Insight, Summary
from service.ports import UNTOLD, Assignment, Computed, Deadline
from service.schema.briefs import load_brief
from service.summarizer import Accounts, BriefStore, Freshness, Order, Outcome, Policy, Summarizer
from service.summarizer.composing import Task
from service.summarizer.items import tied
from tests.domain.samples import chinese
from tests.fakes import ScriptedEngine
from tests.revised import article_of

ITEM = "urn:newsml:example.com:20250813:1"
ORDER = Order(article=chinese(), item=ITEM)


@dataclass
class InterruptedEngine(ScriptedEngine):
    """Does something while the brief is made."""

    meanwhile: Callable[[], object] = field(default=lambda: None)

    def draft(self, assignment):
        assignment.watcher.insight("/core_insights/0", self.summary.core_insights[0])
        self.meanwhile()
        return super().draft(assignment)


class Newsroom:
    """Two workers over one store, as gunicorn's processes are over one Redis; in memory the two are one."""

    def __init__(self, stores, url=""):
        self.url = url
        self.engine = InterruptedEngine()
        self.stores = stores
        self.one, self.other = (self._worker(store) for store in stores)

    def _worker(self, store):
        flights = LeasedSingleFlight(store.cache)
        policy = Policy(request_timeout_seconds=5)
        now = datetime(2025, 8, 13, 4, 0, tzinfo=UTC)
        return Summarizer(
            {"fake/model": self.engine},
            store=store,
            flights=flights,
            clock=lambda: now,
            policy=policy,
            accounts=Accounts(MemoryUsage()),
        )

    def forgot(self, brief_id):
        """Whether nothing is kept and nothing is known of what was told."""
        return all(s.cache.get(brief_id) is None and s.cache.events.read(brief_id) is None for s in self.stores)


@pytest.fixture(params=["memory", "redis"])
def newsroom(request):
    if request.param == "memory":
        store = BriefStore(MemoryCache(60), MemoryItemIndex(60, 5), MemorySimilarityIndex())
        yield Newsroom([store, store])
        return
    url = request.getfixturevalue("redis_url")
    caches = [RedisCache(url, 60) for _ in range(2)]
    yield Newsroom([BriefStore(cache, cache.items(5), cache.similarity()) for cache in caches], url)
    for cache in caches:
        cache.close()


def left_behind(newsroom):
    """The last part of every key in Redis but the mark that the item is withdrawn; in memory there is nothing to scan."""
    if not newsroom.url:
        return []
    with Redis.from_url(newsroom.url) as redis:
        return [key for key in redis.scan_iter() if not key.startswith(b"core-insights:2:withdrawn:")]


def test_canceled_item_takes_its_briefs_with_it(newsroom):
    served = newsroom.one.summarize(ORDER)
    assert served.kept
    assert newsroom.other.withdraw_item(ITEM) == (served.id,)
    with pytest.raises(BriefNotFound):
        newsroom.one.kept(served.id)
    assert newsroom.forgot(served.id)
    assert newsroom.other.withdraw_item(ITEM) == ()
    assert left_behind(newsroom) == []


@pytest.mark.parametrize("freshness", [Freshness.ANY, Freshness.RECOMPUTED])
def test_brief_whose_item_goes_meanwhile_is_answered_but_not_kept(newsroom, freshness):
    newsroom.engine.meanwhile = lambda: newsroom.other.withdraw_item(ITEM)
    served = newsroom.one.summarize(Order(article=ORDER.article, item=ITEM, freshness=freshness))
    assert served.payload
    assert not served.kept
    assert newsroom.forgot(served.id)
    assert left_behind(newsroom) == []


@pytest.mark.parametrize("freshness", [Freshness.ANY, Freshness.RECOMPUTED])
def test_stream_whose_item_goes_meanwhile_is_told_but_not_kept(newsroom, freshness):
    newsroom.engine.meanwhile = lambda: newsroom.other.withdraw_item(ITEM)
    streamed = newsroom.one.stream(Order(article=ORDER.article, item=ITEM, freshness=freshness))
    assert [told.notice.name for told in streamed.told if told][-1] == "done"
    assert newsroom.forgot(streamed.id)
    assert left_behind(newsroom) == []


def test_failed_work_on_a_withdrawn_item_leaves_nothing(newsroom):
    newsroom.engine.meanwhile = lambda: newsroom.other.withdraw_item(ITEM)
    newsroom.engine.error = BackendUnavailable("down")
    streamed = newsroom.one.stream(ORDER)
    with pytest.raises(BackendUnavailable):
        list(streamed.told)
    assert newsroom.forgot(streamed.id)
    assert left_behind(newsroom) == []


def test_brief_kept_as_the_item_goes_is_taken_back(newsroom):
    """The withdrawal comes between the last look before the brief is kept and the keeping."""
    assignment = Assignment(ORDER.article, ORDER.article.language, Deadline.after(5))
    tie, _ = tied(newsroom.stores[0], ORDER, Task("b" * 32, assignment, newsroom.engine))
    assert tie.guarding(lambda _: Computed(b"{}"))(UNTOLD).keep
    assert newsroom.other.withdraw_item(ITEM) == ()
    newsroom.stores[0].cache.put("b" * 32, b"{}")
    assert not tie.stands()
    assert newsroom.forgot("b" * 32)
    assert left_behind(newsroom) == []


def test_withdrawn_item_is_briefed_without_a_trace_for_a_while(newsroom):
    newsroom.one.withdraw_item(ITEM)
    served = newsroom.other.summarize(ORDER)
    assert (served.outcome, served.kept) == (Outcome.BYPASSED, False)
    assert [told.notice.name for told in newsroom.one.stream(ORDER).told if told][-1] == "done"
    assert newsroom.forgot(served.id)
    assert left_behind(newsroom) == []


def test_unstored_item_is_not_even_remembered(newsroom):
    served = newsroom.one.summarize(Order(article=ORDER.article, item=ITEM, freshness=Freshness.UNSTORED))
    assert newsroom.stores[0].items.briefs(ITEM) == ()
    assert newsroom.forgot(served.id)
    assert left_behind(newsroom) == []


def test_items_of_one_text_share_a_brief_and_lose_it_together(newsroom):
    first = newsroom.one.summarize(ORDER)
    second = newsroom.other.summarize(Order(article=ORDER.article, item="another"))
    assert (second.id, second.outcome) == (first.id, Outcome.HIT)
    assert newsroom.one.withdraw_item("another") == (first.id,)
    assert newsroom.forgot(first.id)


def rewritten(**changes):
    """An order of a text that has nothing in common with the one that it evolved from."""
    texts = ("The harbour of Ashford will be closed for repairs until March.", "A new bridge opens at Corby in May.")
    return Order(article=article_of(texts), evolved_from=ITEM, language=Language.SIMPLIFIED_CHINESE, **changes)


def test_withdrawn_item_is_no_longer_quoted_by_what_evolved_from_it(newsroom):
    """However little the two are alike: what was removed stood in its ``changes`` word for word."""
    newsroom.one.summarize(Order(article=ORDER.article, item=ITEM, language=Language.SIMPLIFIED_CHINESE))
    newsroom.engine.summary = Summary((Insight("A new bridge opens at Corby in May", (Citation(2),)),), ())
    revising = newsroom.one.summarize(rewritten(item="another"))
    assert ORDER.article.paragraphs[0].text in {one.before for one in load_brief(revising.payload).changes}
    newsroom.other.withdraw_item(ITEM)
    kept = load_brief(newsroom.one.kept(revising.id))
    assert kept.changes == ()
    assert kept.summary == load_brief(revising.payload).summary


def test_brief_whose_earlier_version_goes_meanwhile_is_not_kept(newsroom):
    newsroom.one.summarize(Order(article=ORDER.article, item=ITEM, language=Language.SIMPLIFIED_CHINESE))
    newsroom.engine.summary = Summary((Insight("A new bridge opens at Corby in May", (Citation(2),)),), ())
    newsroom.engine.meanwhile = lambda: newsroom.other.withdraw_item(ITEM)
    served = newsroom.one.summarize(rewritten())
    assert not served.kept
    assert newsroom.forgot(served.id)
    assert left_behind(newsroom) == []
