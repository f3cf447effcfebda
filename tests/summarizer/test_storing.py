"""The store of briefs: what is withdrawn leaves nothing."""

import pytest

from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.domain.errors import BriefNotFound
from service.ports import Told
from service.summarizer import BriefStore
from tests.fakes import notice


@pytest.fixture
def store():
    return BriefStore(MemoryCache(60), MemoryItemIndex(60, 5), MemorySimilarityIndex())


def test_withdrawn_brief_is_gone_with_what_was_told_of_it(store):
    store.cache.put("one", b"{}")
    store.cache.events.append("one", [Told(notice("done", "{}"), "run.1", 1)])
    assert store.withdraw("one")
    assert store.cache.events.read("one") is None
    with pytest.raises(BriefNotFound):
        store.kept("one")


def test_nothing_is_withdrawn_where_nothing_is_kept(store):
    """But what was told of it goes all the same."""
    store.cache.events.append("one", [Told(notice("done", "{}"), "run.1", 1)])
    assert not store.withdraw("one")
    assert store.cache.events.read("one") is None
