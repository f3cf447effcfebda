"""Send every real article to the running service as news items (ninjs), and have every brief answered as one.

Usage: python bench/ninjs.py DATA, where DATA is the folder of shared/data. Without a model and with the stub endpoint
in a model's place it prints how many articles, sent as ninjs 1.x, 2.x, 3.x and as Superdesk writes it, give the brief
of their text, and how many answers as ninjs are valid by IPTC's schema: to the items, and of the kept briefs. Items
sent are validated, too, save Superdesk's, whose 1.x has names of its own. In 2.x and by Superdesk the article is in
HTML, which has no line breaks within a paragraph: there the text is that with spaces for them (20 of the 55 have lists
written so). Exits 1 where not all are.
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2

from service.formats.ninjs import MEDIA_TYPE
from tests.end_to_end.server import served
from tests.ninjs.items import VERSIONS, item, superdesk
from tests.ninjs.schemas import validator
from tests.stub_endpoint import StubEndpoint

Row = dict[str, Any]
BRANCHES = (*VERSIONS, "Superdesk")
IN_HTML = ("2.3", "Superdesk")
VALIDATORS = {version: validator(version) for version in VERSIONS}


def main() -> None:
    rows = [row for language in ("zh", "en") for row in _rows(Path(sys.argv[1]) / f"articles_{language}.jsonl")]
    print(
        f"{'engine, language':22}" + "".join(f"{f'as {branch}':>14}" for branch in BRANCHES) + f"{'answers valid':>16}"
    )
    with tempfile.TemporaryDirectory() as folder, StubEndpoint() as endpoint:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url}
        good = [
            _run(name, rows, Path(folder) / "log", settings, language)
            for name, settings, language in (
                ("extractive, source", {}, "source"),
                ("stub, English", model, "en"),
                ("stub, Chinese", model, "zh"),
                ("stub, traditional", model, "zh-Hant"),
            )
        ]
    sys.exit(not all(good))


def _run(name: str, rows: list[Row], log: Path, settings: dict[str, str], language: str) -> bool:
    found: Counter[str] = Counter()
    with served(log, **settings) as address, httpx2.Client(base_url=address, timeout=60, trust_env=False) as client:
        for row in rows:
            _one(client, row, language, found)
    same = [found[f"same {branch}"] for branch in BRANCHES]
    answers = f"{found['valid']}/{found['answers']}"
    print(f"{name:22}" + "".join(f"{f'{one}/{len(rows)}':>14}" for one in same) + f"{answers:>16}")
    return set(same) == {len(rows)} and found["valid"] == found["answers"] == 2 * len(BRANCHES) * len(rows)


def _one(client: httpx2.Client, row: Row, language: str, found: Counter[str]) -> None:
    published = f"{row['published_at'][:10]}T00:00:00+08:00"
    about = {"title": row["title"], "source": row["source"], "published_at": published, "language": language}
    for branch in BRANCHES:
        paragraphs = [" ".join(one.split("\n")) if branch in IN_HTML else one for one in row["paragraphs"]]
        brief = client.post("/summarize", json=about | {"text": "\n\n".join(paragraphs)}).json()
        given = _item(branch, row, published)
        if branch in VALIDATORS and not VALIDATORS[branch].is_valid(given):
            print(row["id"], branch, "is no valid item")
            continue
        sender = {"Content-Type": "application/json" if branch == "Superdesk" else MEDIA_TYPE}
        query = {"language": language} | ({"profile": "ninjs"} if branch == "Superdesk" else {})
        answer, derived = (
            client.post("/summarize", params=query | form, content=json.dumps(given), headers=sender)
            for form in ({}, {"format": "ninjs"})
        )
        found[f"same {branch}"] += answer.json().get("id") == brief["id"]
        _validate(derived, found)
        _validate(client.get(f"/briefs/{brief['id']}", headers={"Accept": MEDIA_TYPE}), found)


def _item(branch: str, row: Row, published: str) -> dict[str, object]:
    known = (row["paragraphs"], row["title"], row["source"], published)
    return superdesk(*known) if branch == "Superdesk" else item(branch, *known)


def _validate(answer: httpx2.Response, found: Counter[str]) -> None:
    found["answers"] += 1
    errors = [error.message for error in VALIDATORS["3.2"].iter_errors(answer.json())]
    if answer.status_code == 200 and not errors and answer.headers["Content-Type"] == MEDIA_TYPE:
        found["valid"] += 1
    else:
        print(answer.status_code, *errors[:3])


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
