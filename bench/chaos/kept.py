"""What is left when all is over: every brief in the cache, its checks run again, and what the logs gave away."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from redis import Redis

from bench.chaos.history import Kept, Log
from bench.chaos.recording import texts_of
from service.adapters.envelope import unseal
from service.adapters.redis_keys import all_named, key_of
from service.domain.article import Article
from service.domain.checker import STANDARD, Checker
from service.schema.briefs import BriefJson
from tests.redis_server import RedisServer

_CODE = re.compile(r"BL(?:EN|ZH)\d{7}")
_TEXT = re.compile(
    r"BL(?:EN|ZH)\d{7}|engineers before 20|percent less power|in revenue for|Product and Plants|名工程师|芯片比|产品与"
)
"""Words that stand in every article, and in every brief that a model writes."""


def kept_briefs(cache: RedisServer) -> Iterator[Kept]:
    """Yield every brief that the service would still give."""
    pattern = all_named("value").replace("[", "\\[") + "*"
    with Redis(port=cache.port) as redis:
        for name in redis.scan_iter(match=pattern, count=500):
            key, sealed = key_of(name, "value"), redis.get(name)
            value = unseal(key, sealed) if key and isinstance(sealed, bytes) else None
            if key and value is not None:
                yield _looked_at(key, value)


def _looked_at(key: str, value: bytes) -> Kept:
    brief = json.loads(value)
    found = _CODE.search(json.dumps(brief["paragraphs"], ensure_ascii=False))
    failures = [] if brief["id"] == key else [f"kept under {key}, but says it is {brief['id']}"]
    if brief["withheld"]:
        failures.append("something is withheld")
    return Kept(brief["id"], found[0] if found else "", texts_of(brief), failures + list(_failures(value)))


def _failures(value: bytes) -> Iterator[str]:
    model = BriefJson.model_validate_json(value)
    brief = model.brief()
    article = Article(
        title=brief.header.title,
        source=brief.header.source,
        published_at=brief.header.published_at,
        language=brief.header.language,
        paragraphs=brief.paragraphs,
    )
    for checked in Checker.of(article, STANDARD).check_all(brief.summary):
        if checked.failed:
            yield f"{checked.where}: {', '.join(str(one.problem) for one in checked.insight.findings)}"


def logs(folder: Path, secrets: tuple[str, ...]) -> Iterator[Log]:
    """Yield what each log file holds that it must not: a secret by its first letters, an article by its words."""
    written = [path for path in folder.rglob("*") if path.is_file() and path.parent.name in {"logs", "nginx"}]
    for path in sorted(written):
        text = path.read_text(encoding="utf-8", errors="replace")
        leaks = [f"the secret {secret[:6]}…" for secret in secrets if secret in text]
        leaks += [f"article text: {found}" for found in sorted(set(_TEXT.findall(text)))]
        yield Log(path.name, text.count("\n"), leaks)
