"""A body is whole or refused, however it is framed: what was cut would be briefed as if it were the article."""

import io

import pytest

from service.web import MAX_BODY_BYTES

HTML = b"<html><body><p>" + "星河智能宣布开源模型。".encode() * 40_000


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        *(("/summarize", one) for one in ("text/html", "text/plain", "application/json")),
        *((path, "application/json") for path in ("/verify", "/v1/chat/completions")),
        ("/page/text", "application/octet-stream"),
    ],
)
def test_body_of_unknown_length_is_never_cut(client, path, content_type):
    assert len(HTML) > MAX_BODY_BYTES
    response = client.post(
        path,
        input_stream=io.BytesIO(HTML),
        headers={"Content-Type": content_type, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413


@pytest.mark.parametrize("content_type", ["text/plain", "text/html"])
def test_body_that_ends_early_is_refused(client, content_type, engine):
    text = "星河智能8月12日宣布，其开源模型下载量已超3.5亿次，较去年同期翻番，并将继续开放。".encode() * 3
    response = client.post(
        "/summarize",
        input_stream=io.BytesIO(text),
        headers={"Content-Type": content_type},
        environ_overrides={"CONTENT_LENGTH": str(len(text) + 100)},
    )
    assert response.status_code == 400
    assert engine.assignments == []
