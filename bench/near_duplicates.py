"""Measure how near-duplicates are found: recall by kind of rewrite, false pairs, seconds and memory in a real Redis.

Usage: python bench/near_duplicates.py DATA [BRIEFS], where DATA is the folder of shared/data and BRIEFS how many
made-up ones are in the index beside the real ones (100,000). Starts a Redis-compatible server of its own.
"""

import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import redis
from rewrites import KINDS, Rewriter, words_of

from service.adapters.redis_cache import RedisCache, Timings
from service.adapters.redis_similarity import MOST_IN_BUCKET, MOST_OF_FEATURE
from service.domain.article import About, Article, Source, read_paragraphs
from service.domain.brief import Brief
from service.domain.similarity import SKETCH_SIZE, features_of, rewritten, similarity
from service.schema.briefs import dump_brief
from service.summarizer.near_duplicates import NearDuplicates
from tests.fakes import SUMMARY, checked_brief
from tests.redis_server import RedisServer

RATES = (0.1, 0.2, 0.3)
CHANCE = random.Random(20261128)
Articles = dict[str, Article]


def main() -> None:
    folder, made_up = Path(sys.argv[1]), int((sys.argv[2:] or ["100000"])[0])
    articles = {language: dict(_articles(folder, language)) for language in ("zh", "en")}
    for language, ours in articles.items():
        _pairs(f"{language}, {len(ours)} articles", ours)
    _pairs("uhgeval_news_zh, 354 dispatches, some of them of one event or form", dict(_dispatches(folder)))
    _sketching(articles)
    server = RedisServer()
    server.start()
    try:
        _in_redis(server, articles, dict(_dispatches(folder)), made_up)
    finally:
        server.close()


def _pairs(name: str, articles: Articles) -> None:
    features = {name: features_of(article.paragraphs) for name, article in articles.items()}
    pairs = list(combinations(features, 2))
    shares = sorted(((similarity(features[a], features[b]), a, b) for a, b in pairs), reverse=True)
    told = [(share, a, b) for share, a, b in shares if rewritten(features[a], features[b])]
    print(f"\n{name}: {len(pairs)} pairs, {len(told)} told as rewrites")
    for share, a, b in (told or shares[:3])[:8]:
        print(f"  {share:.3f}  {articles[a].title[:50]} | {articles[b].title[:50]}")


def _sketching(articles: dict[str, Articles]) -> None:
    print()
    for language, ours in articles.items():
        texts = [p.text for article in ours.values() for p in article.paragraphs]
        for name, wanted in (("4 kB", 4_000 if language == "en" else 1_333), ("200,000 characters", 200_000)):
            text = (" ".join(texts) * 3)[:wanted]
            article = read_paragraphs([text[at : at + 500] for at in range(0, len(text), 500)], About())
            seconds = [_timed(lambda: features_of(article.paragraphs).sketch) for _ in range(20)]  # noqa: B023
            print(f"sketch of {name}, {language}: {statistics.median(seconds) * 1000:.1f} ms")


def _in_redis(server: RedisServer, articles: dict[str, Articles], others: Articles, made_up: int) -> None:
    client = redis.Redis.from_url(server.url)
    cache = RedisCache(server.url, 7 * 86_400, Timings(answer=1.0))  # helpers load the machine
    finder = NearDuplicates(cache, cache.similarity())
    ours = articles["zh"] | articles["en"]
    ids = {name: f"{number:032x}" for number, name in enumerate(ours)}
    for name, article in ours.items():
        cache.put(ids[name], dump_brief(_brief(ids[name], article)))
    before = _memory(client)
    for name, article in ours.items():
        finder.index.add(ids[name], features_of(article.paragraphs).sketch)
    _fill(client, ours, made_up)
    used = _memory(client) - before
    count = made_up + len(ours)
    print(f"\n{count:,} briefs in the index: {used / 1e6:.1f} MB, {used / count:,.0f} bytes a brief")
    print(f"  longest bucket {max(client.strlen(key) for key in client.scan_iter('*similar-*')) // 24} records")
    sketches = enumerate(list(_sketches(ours, 1_000)))
    _show("  add one", [_timed(lambda: finder.index.add(f"{1 << 90 | number:032x}", one)) for number, one in sketches])  # noqa: B023
    unseen = {name: article for name, article in others.items() if name not in ours}
    new = [_brief(f"{1 << 64 | number:032x}", article) for number, article in enumerate(unseen.values())]
    _show("  look-up in the index, new article", _look_up(finder, new))
    _show("  look-up, reading, comparing: new article", _finding(finder, new))
    found = sum(bool(finder.of(one, features_of(one.paragraphs))) for one in new)
    print(f"  {found} of {len(new)} dispatches of uhgeval_news_zh told as rewrites of the articles: false pairs")
    _recall(finder, articles, ids)
    print("Redis was there all the time" if cache.available else "Redis FAILED meanwhile")


def _recall(finder: NearDuplicates, articles: dict[str, Articles], ids: dict[str, str]) -> None:
    seconds: list[float] = []
    for language, ours in articles.items():
        print(f"\nrecall, {language}" + " " * 26 + "".join(f"{rate:>8.0%}" for rate in RATES))
        words = words_of([p.text for article in ours.values() for p in article.paragraphs])
        for kind in KINDS:
            row = [Counter[str]() for _ in RATES]
            for name, article in ours.items():
                donor = CHANCE.choice([one for one in ours if one != name])
                another = [p.text for p in ours[donor].paragraphs]
                for rate, counts in zip(RATES, row, strict=True):
                    rewriter = Rewriter(words, another, f"{name} {kind} {rate}", chinese=language == "zh")
                    texts = getattr(rewriter, kind)([p.text for p in article.paragraphs], rate)
                    brief = _brief("f" * 32, _article("", "Another", texts))
                    begun = time.perf_counter()
                    told = [one.id for one in finder.of(brief, features_of(brief.paragraphs))]
                    seconds.append(time.perf_counter() - begun)
                    counts["found"] += ids[name] in told
                    counts["false"] += any(one not in {ids[name], ids[donor]} for one in told)
                    counts["donor"] += ids[donor] in told
            rates = "".join(f"{counts['found'] / len(ours):8.3f}" for counts in row)
            false, donors = (sum(counts[what] for counts in row) for what in ("false", "donor"))
            print(f"  {kind:34}{rates}   false {false}" + (f", the other copied article {donors}" if donors else ""))
    _show("\n  look-up, reading, comparing, numbers: rewrite", seconds)


def _fill(client: "redis.Redis", articles: Articles, made_up: int) -> None:
    """Add sketches of articles that share turns of phrase as real ones do, and else are new.

    Buckets are written as the index would leave them, at once: 100,000 calls take minutes.
    """
    buckets: dict[int, list[bytes]] = defaultdict(list)
    ends = int(time.time() + 7 * 86_400).to_bytes(4)
    for number, sketch in enumerate(_sketches(articles, made_up)):
        for feature in sketch:
            record = (feature >> 16 & 0xFFFFFFFF).to_bytes(4) + ends + (1 << 100 | number).to_bytes(16)
            buckets[feature & 0xFFFF].append(record)
    for bucket, records in buckets.items():
        name = f"core-insights:2:briefs:{{similar-{bucket:04x}}}"
        own, seen = client.get(name) or b"", Counter[bytes]()
        kept = [r for r in reversed(records) if (seen.update((r[:4],)), seen[r[:4]])[1] <= MOST_OF_FEATURE]
        client.set(name, (b"".join(kept) + own)[: MOST_IN_BUCKET * 24], ex=7 * 86_400)


def _sketches(articles: Articles, count: int) -> Iterator[tuple[int, ...]]:
    runs = [frozenset(features_of(article.paragraphs).runs) for article in articles.values()]
    counts = Counter(run for one in runs for run in one)
    common = [run for run, count in counts.items() if count > 1 for _ in range(count)]
    share = len(common) / sum(map(len, runs))
    print(f"\nmade-up articles: {share:.0%} of their runs stand in other articles too, as of the real ones")
    for _ in range(count):
        words = CHANCE.randint(300, 1_500)
        drawn = {*CHANCE.choices(common, k=int(words * share))}
        drawn.update(CHANCE.getrandbits(64) for _ in range(int(words * (1 - share))))
        yield tuple(sorted(drawn)[:SKETCH_SIZE])


def _look_up(finder: NearDuplicates, briefs: list[Brief]) -> Iterator[float]:
    for brief in briefs:
        sketch = features_of(brief.paragraphs).sketch
        yield _timed(lambda: finder.index.candidates(sketch))  # noqa: B023


def _finding(finder: NearDuplicates, briefs: list[Brief]) -> Iterator[float]:
    for brief in briefs:
        yield _timed(lambda: finder.of(brief, features_of(brief.paragraphs)))  # noqa: B023


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _show(what: str, seconds: Iterable[float]) -> None:
    ordered = sorted(seconds)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    print(f"{what}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, n={len(ordered)}")


def _memory(client: "redis.Redis") -> int:
    return int(client.info("memory")["used_memory"])


def _brief(name: str, article: Article) -> Brief:
    brief = checked_brief(SUMMARY)
    header = replace(brief.header, title=article.title, source=article.source)
    return replace(brief, id=name, paragraphs=article.paragraphs, header=header)


def _articles(folder: Path, language: str) -> Iterator[tuple[str, Article]]:
    for row in _rows(folder / f"articles_{language}.jsonl"):
        yield row["id"], _article(row["title"], row["source"], row["paragraphs"])
    for row in _rows(folder / "pairs.jsonl"):
        yield f"{row['id']}-{language}", _article(row[language]["title"], row["source"], row[language]["paragraphs"])


def _dispatches(folder: Path) -> Iterator[tuple[str, Article]]:
    for row in _rows(folder / "eval/uhgeval_news_zh/data.jsonl"):
        yield row["id"], _article(row["headline"], "", [row["source_beginning"], row["source_remainder"]])


def _article(title: str, source: str, texts: list[str]) -> Article:
    return read_paragraphs(texts, About(title=title, source=Source(source, source)))


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
