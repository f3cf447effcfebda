"""All labelled sets of a folder, one after the other."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from service.domain.checker import Rules
from service.evaluation.labelled import edits, news, recognised, timing, translated
from service.evaluation.labelled.cases import Bench, Scored
from service.evaluation.labelled.injected import Text, score_injected, score_untouched
from service.evaluation.labelled.sources import same_language, translations

_NAMES = {"zh": "Chinese", "en": "English"}
_FILES: dict[str, Callable[[Path, Bench], Scored]] = {
    recognised.SET: recognised.score,
    news.SET: news.score,
    edits.SET: edits.score,
    "summedits_ectsum_en": partial(edits.score, name="summedits_ectsum_en"),
    translated.SET: translated.score,
}

ScoreSet = Callable[[], Scored]


def labelled_sets(data: Path, rules: Rules) -> Iterator[tuple[str, ScoreSet | None]]:
    """Yield the name of every set with what scores it, None where the folder does not hold the set."""
    bench = Bench(rules)
    for language, name in _NAMES.items():
        yield from _both("", name, tuple(same_language(data, language)), bench)
    for language, name in _NAMES.items():
        yield from _both("translated, ", name, tuple(translations(data, language)), bench)
    for name, score in _FILES.items():
        path = data / "eval" / name / "data.jsonl"
        yield name, partial(score, path, bench) if path.exists() else None
    yield "time", partial(_timed, rules)


def _both(what: str, name: str, texts: tuple[Text, ...], bench: Bench) -> Iterator[tuple[str, ScoreSet | None]]:
    for label, score in ((f"{what}{name} as it is", score_untouched), (f"{what}{name} with errors", score_injected)):
        yield label, partial(score, label, texts, bench) if texts else None


def _timed(rules: Rules) -> Scored:
    return Scored([*timing.on_articles(rules), *timing.on_hostile_text(rules)])
