"""Send every real article to the running service, without a model and with the stub endpoint in a model's place.

Usage: python bench/articles.py DATA, where DATA is the folder of shared/data. For each engine prints how many articles
were answered with 200, how many briefs are of valid form in every format, and how many citations are anchored where
they say; exits 1 where not all are.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2

from service.formats.reading import read
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

FORMATS = ("lines", "flat", "markdown", "html")


def main() -> None:
    rows = [row for language in ("zh", "en") for row in _rows(Path(sys.argv[1]) / f"articles_{language}.jsonl")]
    with tempfile.TemporaryDirectory() as folder, StubEndpoint() as endpoint:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url}
        runs = {
            "extractive": ({}, "source"),
            "stub, in English": (model, "en"),
            "stub, in Chinese": (model, "zh"),
        }
        good = [_run(name, rows, Path(folder) / "log", *how) for name, how in runs.items()]
    sys.exit(not all(good))


def _run(name: str, rows: list[dict[str, str]], log: Path, settings: dict[str, str], language: str) -> bool:
    found: Counter[str] = Counter()
    with served(log, **settings) as address, httpx2.Client(base_url=address, timeout=60, trust_env=False) as client:
        for row in rows:
            _one(client, row, language, found)
    print(
        f"{name:18} {found['200']}/{len(rows)} answered, {found['valid']}/{len(rows)} valid in all formats, "
        f"{found['anchored']}/{found['citations']} citations anchored, {found['withheld']} withheld"
    )
    return found["valid"] == len(rows) and found["anchored"] == found["citations"] and not found["withheld"]


def _one(client: httpx2.Client, row: dict[str, str], language: str, found: Counter[str]) -> None:
    body = {name: row[name] for name in ("text", "title", "source", "published_at")} | {"language": language}
    response = client.post("/summarize", json=body)
    if response.status_code != 200:
        print(row["id"], response.status_code, response.json()["code"])
        return
    brief = response.json()
    found["200"] += 1
    found["withheld"] += len(brief["withheld"])
    drafts = {read(client.get(f"/briefs/{brief['id']}", params={"format": form}).text) for form in FORMATS}
    summary = next(iter(drafts)).summary
    limits = 1 <= len(summary.core_insights) <= 5 and len(summary.groups) <= 6
    found["valid"] += len(drafts) == 1 and limits and all(1 <= len(group.insights) <= 5 for group in summary.groups)
    groups = [insight for group in brief["groups"] for insight in group["insights"]]
    for insight in brief["core_insights"] + groups:
        for citation in insight["citations"]:
            found["citations"] += 1
            text = brief["paragraphs"][citation["paragraph"] - 1]["text"]
            found["anchored"] += (
                bool(citation["quote"]) and citation["quote"] == text[citation["start"] : citation["end"]]
            )


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
