"""Answers as records: what the checker needs of a body, and no more."""

import hashlib
import json
import re

import httpx2

from bench.chaos.history import Request

_DONE = re.compile(r"event: done\n(?:id: [^\n]*\n)?data: ([^\n]*)\n")
_FAILED = re.compile(r"event: error\n(?:id: [^\n]*\n)?data: ([^\n]*)\n")
_MAKING = ("provenance", "usage")


def digest(value: object) -> str:
    """Return 16 characters that tell values apart."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def texts_of(brief: dict) -> list[str]:
    """Return the insights of a brief, as JSON has it."""
    groups = [insight for group in brief["groups"] for insight in group["insights"]]
    return [insight["text"] for insight in brief["core_insights"] + groups]


def told(request: Request, answer: httpx2.Response) -> dict[str, object]:
    """Return the fields of a record that an answer fills."""
    fields: dict[str, object] = {
        "status": answer.status_code,
        "kind": answer.headers.get("Content-Type", "").partition(";")[0],
        "digest": hashlib.sha256(answer.content).hexdigest()[:16],
    }
    if answer.is_error:
        return fields | _problem(answer.text)
    if request.what in {"summarize", "brief", "private"} and answer.status_code == 200:
        return fields | _brief(answer.json())
    if request.what == "stream":
        return fields | _stream(answer.text)
    if request.what == "chat":
        said = answer.json()["choices"][0]["message"]["content"]
        return fields | {"texts": re.findall(r"^- (.+?) \[", said, re.MULTILINE)}
    if answer.status_code == 202:
        return fields | {"job": answer.json()["id"]}
    return fields


def _brief(brief: dict) -> dict[str, object]:
    content = {name: brief[name] for name in ("title", "language", "core_insights", "groups", "paragraphs")}
    return {
        "brief": brief["id"],
        "content": digest(content),
        "made": digest([brief[name] for name in _MAKING]),
        "withheld": len(brief["withheld"]),
        "texts": texts_of(brief),
    }


def _stream(text: str) -> dict[str, object]:
    if done := _DONE.search(text):
        body = done[1]
        return _brief(json.loads(body)) | {"digest": hashlib.sha256(body.encode()).hexdigest()[:16]}
    if failed := _FAILED.search(text):
        return _problem(failed[1]) | {"kind": "application/problem+json"}
    return {"error": "a stream without an end"}


def _problem(text: str) -> dict[str, object]:
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        return {"problem": text[:500]}
    inner = body.get("error", body)
    code = inner.get("code") if isinstance(inner, dict) else None
    return {"code": code or "", "problem": text[:500]}
