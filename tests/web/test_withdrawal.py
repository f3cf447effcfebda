"""A withdrawn brief leaves nothing in a real Redis: neither itself nor what was told of it."""

import pytest
from redis import Redis

from service.bootstrap import build_app
from service.settings import Settings
from tests.domain.samples import CHINESE, ENGLISH


@pytest.fixture
def client(redis_url):
    return build_app(Settings.from_env({"REDIS_URL": redis_url})).test_client()


@pytest.mark.parametrize("paragraphs", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name", ["json", "events"])
def test_withdrawn_brief_leaves_no_key(client, redis_url, name, paragraphs):
    """However it was made, and reviewed or not."""
    redis = Redis.from_url(redis_url)
    asked = {"paragraphs": list(paragraphs), "title": name, "language": "source"}
    client.post(f"/summarize?format={name}", json=asked).get_data()
    brief_id = client.post("/summarize", json=asked).json["id"]
    assert client.post(f"/briefs/{brief_id}/review", json={"reviewed_by": "Lin Yue"}).status_code == 200
    assert any(brief_id.encode() in key for key in redis.scan_iter())
    assert client.delete(f"/briefs/{brief_id}").status_code == 204
    assert list(redis.scan_iter()) == []
    assert client.delete(f"/briefs/{brief_id}").status_code == 404
    redis.close()


def test_review_lengthens_no_life(client, redis_url):
    redis = Redis.from_url(redis_url)
    brief_id = client.post("/summarize", json={"paragraphs": list(CHINESE), "language": "source"}).json["id"]
    (key,) = [key for key in redis.scan_iter() if key.endswith(f"{{{brief_id}}}:value".encode())]
    redis.pexpire(key, 60_000)
    client.post(f"/briefs/{brief_id}/review", json={"reviewed_by": "林悦"})
    assert 0 < redis.pttl(key) <= 60_000
    redis.close()
