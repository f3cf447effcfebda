"""What every ItemIndex does, wherever the items are kept."""

import time
from collections.abc import Callable, Iterator

import pytest

from service.adapters.memory_indexes import MemoryItemIndex
from service.adapters.redis_cache import RedisCache
from service.ports import ItemIndex

MakeIndex = Callable[[float, float], ItemIndex]


@pytest.fixture(params=["memory", "redis"])
def make_index(request: pytest.FixtureRequest) -> Iterator[MakeIndex]:
    """Return a maker of empty indexes, given the lifetime of an entry and of a withdrawal in seconds."""
    if request.param == "memory":
        yield MemoryItemIndex
        return
    url = request.getfixturevalue("redis_url")
    caches: list[RedisCache] = []

    def make(lifetime: float, withdrawn: float) -> ItemIndex:
        caches.append(RedisCache(url, lifetime))
        return caches[-1].items(withdrawn)

    yield make
    for cache in caches:
        assert cache.available
        cache.close()


@pytest.fixture
def index(make_index: MakeIndex) -> ItemIndex:
    return make_index(60, 60)


@pytest.mark.parametrize("item", ["urn:newsml:example.com:20250813:1", "新闻 1", "", "\ud800", "x" * 10_000])
def test_newest_brief_of_an_item_comes_first(index: ItemIndex, item: str) -> None:
    assert index.link(item, "a")
    assert index.link(item, "b")
    assert index.link(item, "a")
    assert index.briefs(item) == ("a", "b")
    assert index.briefs("another") == ()


def test_withdrawn_item_has_no_briefs(index: ItemIndex) -> None:
    index.link("item", "a")
    assert index.withdraw("item") == ("a",)
    assert index.briefs("item") == ()
    assert not index.link("item", "b"), "what was being computed must not come back"
    assert index.briefs("item") == ()
    assert index.withdraw("never there") == ()


def test_withdrawn_item_may_be_published_again(make_index: MakeIndex) -> None:
    index = make_index(60, 0.2)
    index.withdraw("item")
    time.sleep(0.4)
    assert index.link("item", "a")


def test_entries_end_with_the_briefs(make_index: MakeIndex) -> None:
    index = make_index(0.2, 60)
    index.link("item", "a")
    time.sleep(0.4)
    assert index.briefs("item") == ()


def test_an_item_keeps_its_latest_briefs_only(index: ItemIndex) -> None:
    for number in range(1_030):
        index.link("item", f"brief {number}")
    assert index.briefs("item")[0] == "brief 1029"
    assert len(index.briefs("item")) == 1_024
