"""A withdrawn brief leaves nothing in a real Redis: neither itself nor what was told of it."""

import socket

import pytest
from redis import Redis

from service.bootstrap import build_app
from service.settings import Settings
from tests.domain.samples import CHINESE, ENGLISH
from tests.redis_server import RedisServer, SlowProxy


@pytest.fixture
def client(redis_url):
    return build_app(Settings.from_env({"REDIS_URL": redis_url})).test_client()


COUNTED = (b"core-insights:2:usage:", b"core-insights:2:callers:")  # how much was used, written within a second


@pytest.mark.parametrize("paragraphs", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name", ["json", "events"])
def test_withdrawn_brief_leaves_nothing(client, redis_url, name, paragraphs):
    """However it was made, and reviewed or not. For a while an empty key stands in the way of its revisions."""
    redis = Redis.from_url(redis_url)
    asked = {"paragraphs": list(paragraphs), "title": name, "language": "source"}
    client.post(f"/summarize?format={name}", json=asked).get_data()
    brief_id = client.post("/summarize", json=asked).json["id"]
    assert client.post(f"/briefs/{brief_id}/review", json={"reviewed_by": "Lin Yue"}).status_code == 200
    assert any(brief_id.encode() in key for key in redis.scan_iter())
    assert client.delete(f"/briefs/{brief_id}").status_code == 204
    (left,) = (key for key in redis.scan_iter() if not key.startswith(COUNTED))
    assert b":withdrawn:" in left
    assert brief_id.encode() not in left
    assert redis.get(left) == b""
    assert 0 < redis.ttl(left) <= 120
    assert client.delete(f"/briefs/{brief_id}").status_code == 404
    redis.close()


def test_review_lengthens_no_life(client, redis_url):
    redis = Redis.from_url(redis_url)
    brief_id = client.post("/summarize", json={"paragraphs": list(CHINESE), "language": "source"}).json["id"]
    (key,) = [key for key in redis.scan_iter() if key.endswith(f":value:{{{brief_id}}}".encode())]
    redis.pexpire(key, 60_000)
    client.post(f"/briefs/{brief_id}/review", json={"reviewed_by": "林悦"})
    assert 0 < redis.pttl(key) <= 60_000
    redis.close()


@pytest.fixture
def hung():
    """A Redis of its own, to be paused."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


def test_nothing_is_said_to_be_gone_or_signed_where_redis_does_not_answer(hung):
    """A brief that is to go is still served when Redis is back: who asked for it must hear that, and may try again."""
    client = build_app(Settings.from_env({"REDIS_URL": hung.url})).test_client()
    item = {"uri": "urn:x:1", "headline": "One", "body_text": "\n\n".join(ENGLISH)}
    address = f"/briefs/{client.post('/summarize?profile=ninjs', json=item).json['id']}"
    hung.pause()
    answers = [
        client.delete(address),
        client.post("/summarize?profile=ninjs", json=item | {"pubStatus": "canceled"}),
        client.post(f"{address}/review", json={"reviewed_by": "Lin Yue"}),
        client.get(address),
    ]
    hung.resume()
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (503, "briefs-out-of-reach")
        assert answer.json["retryable"]
        assert int(answer.headers["Retry-After"]) > 0
    after = build_app(Settings.from_env({"REDIS_URL": hung.url})).test_client()
    answer = after.post("/summarize?profile=ninjs", json=item | {"pubStatus": "canceled"})
    assert answer.json["withdrawn"] == [address.rpartition("/")[2]]
    assert after.get(address).status_code == 404


class Failing(SlowProxy):
    """Passes everything on but what changes the index of near-duplicates."""

    def talk(self, connection):
        with socket.create_connection(("127.0.0.1", self._behind)) as behind:
            while (question := connection.recv(65_536)) and not (b"EVAL" in question and b"{similar-" in question):
                behind.sendall(question)
                connection.sendall(behind.recv(65_536))


def test_withdrawal_that_failed_half_way_can_be_tried_again(hung):
    """Else the words of the brief would stay where other briefs tell of it."""
    address = Settings.from_env({"REDIS_URL": hung.url})
    client = build_app(address).test_client()
    asked = {"paragraphs": list(CHINESE), "language": "source"}
    first = client.post("/summarize", json=asked).json["id"]
    copy = ["本报综合消息，" + CHINESE[0].replace("3.5亿", "5.3亿"), *CHINESE[1:]]
    other = client.post("/summarize", json=asked | {"paragraphs": copy}).json
    assert other["similar_to"]
    proxy = Failing(hung.port, 0)
    broken = build_app(Settings.from_env({"REDIS_URL": proxy.url})).test_client()
    assert broken.delete(f"/briefs/{first}").status_code == 503
    proxy.close()
    assert client.delete(f"/briefs/{first}").status_code == 204
    assert client.get(f"/briefs/{other['id']}").json["similar_to"] == []
