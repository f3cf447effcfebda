"""An article that is a rewrite of one already briefed gets its own brief, which says so."""

import json
from dataclasses import replace

import pytest

from service.adapters.redis_cache import RedisCache
from service.domain.article import About, Source, read_paragraphs
from service.domain.errors import BriefChanged
from service.domain.language import Language
from service.domain.similarity import features_of
from service.domain.summary import Citation, Insight, Summary
from service.schema.briefs import load_brief
from service.summarizer import Freshness, Order
from tests.domain.samples import CHINESE, ENGLISH
from tests.fakes import GOOD, INVENTED, OTHER, ScriptedEngine
from tests.redis_server import free_port
from tests.services import store_of, summarizer_of

WIRE = About(title="星河智能发布新模型", source=Source("新华社", "Xinhua"))
COPY = ("本报综合新华社消息，" + CHINESE[0].replace("3.5亿", "5.3亿"), *CHINESE[1:3], "编辑：李四")
OURS = About(title="“天工”下载量大增", source=Source("某某网", "Mou Mou Wang"))
OF_COPY = Insight("The model was downloaded over 530 million times", (Citation(1, "已超5.3亿次"),))


@pytest.fixture
def store():
    return store_of()


@pytest.fixture
def engine():
    return ScriptedEngine(Summary((OTHER,)))


@pytest.fixture
def service(engine, store):
    return summarizer_of({"fake/model": engine, "other": ScriptedEngine(identity="other")}, store=store)


def briefed(service, texts=CHINESE, about=WIRE, **order):
    return load_brief(service.summarize(Order(article=read_paragraphs(texts, about), **order)).payload)


def test_only_what_is_the_same_is_wholly_similar(service):
    """Of a long text one number is less than half a percent, and dates are told like numbers."""
    long = (*CHINESE, *(f"第{one}段讲的是另一件事，与前文并不重复，{chr(0x4E00 + 9 * one)}。" for one in range(40)))
    other = (long[0].replace("12日", "13日").replace("3.5亿", "5.3亿"), *long[1:])
    assert other != long
    briefed(service, long)
    [similar] = briefed(service, other, OURS).similar_to
    assert similar.similarity == 0.99
    assert [(one.before, one.after) for one in similar.numbers] == [("3.5亿次", "5.3亿次"), ("8月12日", "8月13日")]


def test_rewrite_gets_its_own_brief_and_the_numbers_that_differ(service, engine):
    """Never the other article's: two ids, and each cites its own text."""
    engine.summary = Summary((GOOD,))
    original = briefed(service)
    engine.summary = Summary((OF_COPY,))
    copy = briefed(service, COPY, OURS)
    assert original.similar_to == ()
    [similar] = copy.similar_to
    assert similar.id == original.id != copy.id
    assert 0.8 < similar.similarity < 1
    assert [(one.before, one.after, one.paragraph) for one in similar.numbers] == [("3.5亿次", "5.3亿次", 1)]
    for brief in (original, copy):
        [(_, insight)] = brief.summary.located()
        assert insight.citations[0].quote in brief.paragraphs[0].text
    assert (original.header.title, copy.header.title) == (WIRE.title, OURS.title)


def test_paragraphs_that_one_lacks_are_no_numbers(service, engine):
    """Their text is the other article's: it would stand in this brief."""
    engine.summary = Summary((GOOD,))
    briefed(service)
    [similar] = briefed(service, (*CHINESE[:2], "公司另行公布了一项新的合作计划。"), OURS).similar_to
    assert similar.numbers == ()


def test_hit_says_what_was_said_first(service):
    """Nothing is looked up for a brief that is kept."""
    original = briefed(service)
    briefed(service, COPY, OURS)
    assert briefed(service) == original


@pytest.mark.parametrize("change", [{"language": Language.SIMPLIFIED_CHINESE}, {"backend": "other"}], ids=str)
def test_same_article_is_not_similar_to_itself(service, change):
    briefed(service)
    assert briefed(service, **change).similar_to == ()


def test_same_text_of_another_source_is_similar(service):
    original = briefed(service)
    briefed(service, language=Language.SIMPLIFIED_CHINESE)
    [similar] = briefed(service, about=OURS).similar_to
    assert (similar.similarity, similar.numbers) == (1, ())
    assert similar.id != original.id, "of one article's briefs the latest"


def test_other_articles_are_not_similar(service, engine):
    engine.summary = Summary(
        (Insight("The model was downloaded 350 million times", (Citation(1, "350 million times"),)),)
    )
    briefed(service, ENGLISH, About())
    engine.summary = Summary((OTHER,))
    assert briefed(service).similar_to == ()


def test_earlier_and_later_versions_are_not_similar(service, store):
    """Revisions say themselves what changed."""
    first = briefed(service)
    second = briefed(service, [*CHINESE, "公司股价当日上涨。"], previous=first.id)
    third = briefed(service, [*CHINESE, "公司股价当日下跌。"], previous=second.id)
    assert (second.previous, third.previous) == (first.id, second.id)
    assert second.similar_to == third.similar_to == store.near_duplicates.of(first, features_of(first.paragraphs)) == ()
    assert len(briefed(service, about=OURS).similar_to) == 3


def test_what_is_told_is_bounded_and_closest_first(service):
    for number in range(12):
        lines = [f"附记：第{one}条消息与此无关，仅供读者参考。" for one in range(number)]
        briefed(service, [*CHINESE, *lines], About(source=Source(f"{number}", f"{number}")))
    similar = briefed(service, about=OURS).similar_to
    assert len(similar) == 3
    assert [one.similarity for one in similar] == sorted((one.similarity for one in similar), reverse=True)


def test_brief_that_is_not_kept_is_found_by_nobody(engine, store):
    withheld = ScriptedEngine(Summary((OTHER, INVENTED)))
    service = summarizer_of({"fake/model": withheld, "good": engine}, store=store)
    briefed(service)
    briefed(service, backend="good", freshness=Freshness.UNSTORED)
    assert briefed(service, COPY, OURS, backend="good").similar_to == ()


def test_order_that_keeps_nothing_is_told_all_the_same(service):
    original = briefed(service)
    [similar] = briefed(service, about=OURS, freshness=Freshness.UNSTORED).similar_to
    assert similar.id == original.id


def test_gone_and_damaged_briefs_are_passed_over(service, store):
    gone, damaged = briefed(service), briefed(service, about=About())
    store.cache.delete(gone.id)
    store.cache.put(damaged.id, b'{"id": 1}')
    assert briefed(service, about=OURS).similar_to == ()


def test_withdrawn_brief_leaves_nothing_in_others(service, store):
    """Its numbers stood in their ``similar_to``, its words in the ``changes`` of what revises it."""
    original, other = briefed(service), briefed(service, about=About(title="另一篇"))
    copy, revision = briefed(service, COPY, OURS), briefed(service, COPY, WIRE, previous=original.id)
    assert {one.id for one in copy.similar_to} == {original.id, other.id}
    assert revision.changes
    assert store.withdraw(original.id)
    kept = load_brief(store.kept(copy.id))
    assert [one.id for one in kept.similar_to] == [other.id]
    assert kept == replace(copy, similar_to=kept.similar_to)
    assert load_brief(store.kept(revision.id)) == replace(revision, changes=())
    assert all(original.id.encode() not in store.kept(one.id) for one in (copy, other))
    assert {one.id for one in briefed(service, about=OURS).similar_to} == {other.id, copy.id, revision.id}


def test_what_cannot_be_read_stands_in_no_ones_way(service, store):
    damaged, other = briefed(service), briefed(service, about=OURS)
    mention = json.dumps({"similar_to": other.id}).encode()
    store.cache.put(damaged.id, mention)
    assert store.withdraw(other.id)
    assert store.kept(damaged.id) == mention
    assert store.withdraw(damaged.id)


def test_broken_redis_costs_the_mention_only():
    cache = RedisCache(f"redis://127.0.0.1:{free_port()}/0", 60)
    store = replace(store_of(), similarity=cache.similarity())
    service = summarizer_of({"fake/model": ScriptedEngine(Summary((OTHER,)))}, store=store)
    briefed(service)
    assert briefed(service, about=OURS).similar_to == ()
    assert not store.withdraw("0" * 32)


def test_review_and_withdrawal_at_one_moment_lose_neither(service, store):
    """Who signs what was just purged signs nothing; who purges what was just signed reads it again."""
    first = briefed(service)
    second = briefed(service, about=OURS)
    assert second.similar_to
    seen = service.kept(second.id)
    service.withdraw(first.id)
    with pytest.raises(BriefChanged):
        service.review(seen, "Lin Yue")
    assert first.id.encode() not in service.kept(second.id)

    third = briefed(service, about=About(title="标题", source=Source("丙", "Bing")))
    assert third.similar_to
    get, signed = store.cache.get, []

    def signing(key):
        value = get(key)
        if key == third.id and not signed:
            signed.append(key)
            service.review(value, "Lin Yue")
        return value

    store.cache.get = signing
    service.withdraw(second.id)
    left = load_brief(get(third.id))
    assert left.provenance.reviewed_by == "Lin Yue"
    assert left.similar_to == ()
