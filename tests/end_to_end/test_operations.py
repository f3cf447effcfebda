"""What the people who run the service see of it: real workers of gunicorn, a real job worker, a collector of traces."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.mmap_dict import MmapedDict

from tests.adapters.near import until
from tests.children import children_of
from tests.domain.samples import ENGLISH
from tests.end_to_end.server import Instance, instance, working
from tests.metrics import values
from tests.receiver import Receiver, receiving
from tests.redis_server import RedisServer, free_port
from tests.stub_endpoint import StubEndpoint

CANARY = "Kestrelmoor"  # a word of the articles, the title, and what callers choose
ARTICLE = {"title": f"{CANARY} opens", "text": "\n\n".join((*ENGLISH, f"The {CANARY} office opens in May."))}
MANY = 60
_ROUTE = '"/summarize"'
TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass(frozen=True)
class Place:
    """A service with two workers, one that does jobs, what they told the collector, and their logs."""

    web: Instance
    metrics_of_jobs: str
    collector: Receiver
    logs: tuple[Path, Path]

    def post(self, path, **sent):
        return requests.post(f"{self.web.address}{path}", timeout=30, **sent)

    def metrics(self):
        return values(requests.get(f"{self.web.address}/metrics", timeout=10).content)

    def children(self):
        return children_of(self.web.process.pid)

    def spans(self):
        found = []
        for received in list(self.collector.received):
            for resource in ExportTraceServiceRequest.FromString(received.body).resource_spans:
                found += [span for scope in resource.scope_spans for span in scope.spans]
        return found

    def span(self, wanted):
        until(lambda: any(map(wanted, self.spans())), seconds=60)
        return next(filter(wanted, self.spans()))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    logs = tmp_path_factory.mktemp("web") / "log", tmp_path_factory.mktemp("jobs") / "log"
    redis, port = RedisServer(), str(free_port())
    redis.start()
    with StubEndpoint() as model, receiving(200) as collector:
        settings = {
            "LLM": "custom/stub",
            "LLM_BASE_URL": model.base_url,
            "QUEUE_URL": redis.url,
            "REDIS_URL": redis.url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        with instance(logs[0], WEB_CONCURRENCY="2", **settings) as web, working(logs[1], METRICS_PORT=port, **settings):
            yield Place(web, f"http://127.0.0.1:{port}/metrics", collector, logs)
    redis.close()


def attributes(span):
    return {
        one.key: one.value.string_value
        or one.value.int_value
        or [each.string_value for each in one.value.array_value.values]
        for one in span.attributes
    }


def counted_by_each(folder, place):
    read = [MmapedDict.read_all_values_from_file(str(folder / f"counter_{child}.db")) for child in place.children()]
    return [sum(value for key, value, *_ in one if _ROUTE in key) for one in read]


def asked_until_both_have_answered(folder, place):
    """Return how many requests that took: the kernel hands them out as it likes."""
    asked = 0
    while asked < MANY or min(counted_by_each(folder, place)) == 0:
        assert asked < 50 * MANY
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: place.post("/summarize", json=ARTICLE).status_code, range(MANY)))
        assert answers == [200] * MANY
        asked += MANY
    return asked


def test_any_worker_tells_the_sum_over_all_also_of_one_that_was_killed(place):
    """The first request is a miss, the others hits, most of them answered in front of Flask."""
    (folder,) = [path for path in (*Path("/dev/shm").glob("*"), *Path("/tmp").glob("*"))
                 if path.name.startswith(f"core-insights-{place.web.process.pid}-")]  # fmt: skip
    assert folder.stat().st_mode & 0o777 == 0o700
    asked = asked_until_both_have_answered(folder, place)
    told = "requests_total", "POST", "/summarize", "200"
    until(lambda: place.metrics()[told] == asked, seconds=20)
    os.kill(place.children()[0], signal.SIGKILL)
    until(lambda: (folder / "counter_0.db").exists() and len(place.children()) == 2, seconds=20)
    metrics = place.metrics()
    assert metrics[told] == asked
    assert metrics["request_duration_seconds_count", "/summarize"] == asked
    assert metrics["model_calls_total", "custom/stub", "ok"] == 1
    assert metrics["briefs_total", "miss"] == 1
    place.post("/summarize", json=ARTICLE)
    until(lambda: place.metrics()[told] == asked + 1, seconds=20)
    assert metrics["queue_up",] == 1
    assert metrics["jobs_open",] == 0


def test_a_job_is_traced_from_the_request_to_its_articles_and_counted_by_who_did_it(place):
    """The article is a trace of its own, linked to the request: it may run hours later, among ten thousand."""
    job = {"articles": [ARTICLE | {"id": CANARY, "title": "Another"}]}
    job_id = place.post("/jobs", json=job, headers={"X-Request-Id": "jobrequest"}).json()["id"]
    article = place.span(lambda span: span.name == "article")
    request = place.span(lambda span: span.name == "POST /jobs")
    assert (article.links[0].trace_id, article.links[0].span_id) == (request.trace_id, request.span_id)
    call = place.span(lambda span: span.name == "chat stub" and span.trace_id == article.trace_id)
    assert attributes(call)["gen_ai.request.model"] == "stub"
    until(lambda: _counted(place) == 1, seconds=60)
    (line,) = [
        line for line in map(json.loads, place.logs[1].read_text().splitlines()) if line.get("event") == "article"
    ]
    assert (line["job"], line["position"], line["caller"], line["done"]) == (job_id, 0, "", True)


def _counted(place):
    return values(requests.get(place.metrics_of_jobs, timeout=10).content).get(("job_articles_total", "done"))


def test_a_request_is_traced_with_its_phases_and_its_call(place):
    """By the conventions for HTTP servers and for generative AI; what callers send is no parent, only linked."""
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "Cache-Control": "no-cache"}
    place.post("/summarize", json=ARTICLE, headers=headers)
    server = place.span(lambda span: span.name == "POST /summarize" and len(span.links) == 1)
    assert server.links[0].trace_id.hex() == TRACE != server.trace_id.hex()
    assert not server.parent_span_id
    assert attributes(server) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "http.route": "/summarize",
        "http.response.status_code": 200,
    }
    call = place.span(lambda span: span.name == "chat stub" and span.trace_id == server.trace_id)
    known = attributes(call)
    assert known.pop("gen_ai.usage.input_tokens") > 0
    assert known.pop("gen_ai.usage.output_tokens") > 0
    assert known.pop("server.port") > 0
    assert known == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "custom",
        "gen_ai.request.model": "stub",
        "gen_ai.response.model": "stub-1",
        "gen_ai.response.finish_reasons": ["stop"],
        "server.address": "127.0.0.1",
    }
    names = {span.name for span in place.spans() if span.trace_id == server.trace_id}
    assert {"read", "model", "check", "render"} <= names


def test_a_failure_is_traced_by_its_code(place):
    place.post("/summarize", json={"text": "short"})
    until(lambda: place.metrics()["requests_total", "POST", "/summarize", "422"] == 1, seconds=20)
    server = place.span(lambda span: attributes(span).get("http.response.status_code") == 422)
    assert "error.type" not in attributes(server)  # the caller's mistake is no error of a server
    read = place.span(lambda span: span.trace_id == server.trace_id and "error.type" in attributes(span))
    assert attributes(read)["error.type"] == "article-too-short"
    assert not read.events


def test_nothing_that_was_sent_is_in_a_metric_a_span_or_a_log(place):
    key = f"ci_{CANARY}"
    headers = {
        "Authorization": f"Bearer {key}",
        "User-Agent": CANARY,
        "traceparent": CANARY,
        "tracestate": f"a={CANARY}",
    }
    place.post(f"/summarize?backend={CANARY}", data=ARTICLE["text"].encode(), headers=headers)
    place.post(f"/{CANARY}", json=ARTICLE, headers=headers)
    time.sleep(0.5)
    told = [requests.get(place.metrics_of_jobs, timeout=10).content]
    told += [requests.get(f"{place.web.address}/metrics", timeout=10).content]
    told += [received.body for received in place.collector.received]
    told += [log.read_bytes() for log in place.logs]
    assert [one for one in told if CANARY.encode() in one] == []
