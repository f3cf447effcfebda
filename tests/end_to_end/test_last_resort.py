"""``LLM=…,extractive`` over real sockets: no model answers, and the newsroom gets the article's own sentences."""

import httpx2

from tests.domain.samples import CHINESE
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint, as_json, brief_or_notes_of


def test_article_is_extracted_while_no_model_answers(tmp_path):
    """It says so, is not kept, never stands for a translation, and makes way for the model."""
    article = {"paragraphs": list(CHINESE), "title": "星河智能发布新模型"}
    with (
        StubEndpoint() as endpoint,
        served(tmp_path / "log", LLM="custom/stub,extractive", LLM_BASE_URL=endpoint.base_url) as address,
        httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        endpoint.replies(as_json({"error": "no such key"}, 401))
        extracted = client.post("/summarize", json=article | {"language": "source"})
        translated = client.post("/summarize", json=article | {"language": "en"})
        endpoint.script = brief_or_notes_of
        written = client.post("/summarize", json=article | {"language": "source"})
    provenance = extracted.json()["provenance"]
    assert (extracted.status_code, provenance["engine"]) == (200, "extractive")
    assert (provenance["backend"], provenance["model"], provenance["prompt"]) == (None, None, None)
    assert "stored" not in extracted.headers["Cache-Status"]
    assert "Content-Location" not in extracted.headers
    assert (translated.status_code, translated.json()["code"]) == (502, "backend-refused")
    assert (written.json()["provenance"]["engine"], written.json()["id"]) == ("llm", extracted.json()["id"])
    assert "last-resort" in (tmp_path / "log").read_text()
