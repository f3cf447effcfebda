"""Answer every real article with every failing shape, over HTTP, and see that none is served as good.

Usage: python bench/failing_answers.py DATA, where DATA is the folder of shared/data. The shapes are those of
tests/end_to_end and those below. For each prints what the service answered, how often; exits 1 where it is anything
but the expected problem, or a brief whose citations are all anchored, whose doubtful insight is mended or withheld,
and which is not kept where something was withheld.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx2

from tests.end_to_end.server import served
from tests.end_to_end.test_service import FAILURES
from tests.stub_endpoint import Body, Chat, Reply, StubEndpoint, as_json, brief_of, chat

HTML = {"Content-Type": "text/html"}
REPLIES = {
    **{name: (replies[0], code) for name, (replies, _, code, _) in FAILURES.items() if name != "another article"},
    "null": (chat(None), "answer-unreadable"),
    "no finish reason": (chat("Core Insights\n- Revenue rose [1]", finish_reason=None), "answer-incomplete"),
    "no choices": (as_json({"choices": []}), "answer-unreadable"),
    "choices null": (as_json({"choices": None}), "answer-unreadable"),
    "error in a 200": (as_json({"error": "no"}), "backend-unavailable"),
    "broken JSON": (Reply(b'{"choices": [{"mess'), "answer-unreadable"),
    "HTML": (Reply(b"<html>Bad gateway</html>", headers=HTML), "answer-unreadable"),
    "cut in mid-body": (Reply(b'{"choices": []}' * 9, close=True), "backend-unavailable"),
}
MARK = re.compile(r"\[\d+: “[^”]*”\]")
INVENTED = "- The company was founded in 1990 [1: “no such words stand anywhere”]\n"
WRITTEN: dict[str, tuple[Callable[[str], str], str]] = {
    "fences and preamble": (lambda text: f"Sure, here is the brief:\n```\n{text}\n```", "passed"),
    "thinking before": (lambda text: f"<think>Core Insights\n- x [1]</think>\n{text}", "passed"),
    "wrong paragraph": (lambda text: re.sub(r"\[1: ", "[2: ", text, count=1), "passed"),
    "paragraph 999": (lambda text: MARK.sub("[999: “no such words stand anywhere”]", text, count=1), "withheld"),
    "invented insight": (lambda text: text.replace("\n", f"\n{INVENTED}", 1), "withheld"),
    "another article": (lambda text: re.sub(r"“[^”]*”", "“no such words stand anywhere”", text), "nothing-verified"),
    "no groups": (lambda text: text.partition("\n\n")[0], "answer-unreadable"),
    "200 insights": (lambda text: text + _many(MARK.search(text)[0]), "passed"),
}  # fmt: skip


def main() -> None:
    rows = [row for language in ("zh", "en") for row in _rows(Path(sys.argv[1]) / f"articles_{language}.jsonl")]
    good = True
    with tempfile.TemporaryDirectory() as folder, StubEndpoint() as endpoint:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "LOG_LEVEL": "ERROR"}
        with (
            served(Path(folder) / "log", **model) as address,
            httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
        ):
            for name, (reply, code) in REPLIES.items():
                endpoint.replies(reply)
                good &= _run(client, rows, name, code)
            for name, (change, expected) in WRITTEN.items():
                endpoint.script = _script(change)
                good &= _run(client, rows, name, expected)
    sys.exit(not good)


def _many(mark: str) -> str:
    return "".join(f"\n- Point {n} of the story is told {mark}" for n in range(200))


def _script(change: Callable[[str], str]) -> Callable[[Body], Chat]:
    def answer(body: Body) -> Chat:
        text = str(brief_of(body).message["content"])
        return chat(change(text) if "[" in text else "1. DROP")  # a repair holds no article in our form

    return answer


def _run(client: httpx2.Client, rows: list[dict[str, str]], name: str, expected: str) -> bool:
    found = Counter(_outcome(client, row, name) for row in rows)
    wrong = set(found) - {expected}
    print(f"{name:20} {', '.join(f'{what} {times}' for what, times in found.items())}{'  WRONG' if wrong else ''}")
    return not wrong


def _outcome(client: httpx2.Client, row: dict[str, str], name: str) -> str:
    response = client.post("/summarize", json={"text": row["text"], "title": name, "language": "en"})
    brief = response.json()
    if response.status_code != 200:
        return str(brief["code"])
    insights = brief["core_insights"] + [insight for group in brief["groups"] for insight in group["insights"]]
    texts = [paragraph["text"] for paragraph in brief["paragraphs"]]
    citations = [citation for insight in insights for citation in insight["citations"]]
    anchored = all(c["quote"] and c["quote"] == texts[c["paragraph"] - 1][c["start"] : c["end"]] for c in citations)
    kept = "stored" in response.headers["Cache-Status"]
    limited = len(brief["core_insights"]) <= 5 and all(len(group["insights"]) <= 5 for group in brief["groups"])
    if (
        not anchored
        or not limited
        or kept == bool(brief["withheld"])
        or any("1990" in insight["text"] for insight in insights)
    ):
        return "served wrong"
    return "withheld" if brief["withheld"] else "passed"


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
