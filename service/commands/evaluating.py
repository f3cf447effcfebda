"""The command that scores backends, prompts, saved briefs, and the checks themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path

import click

from service.bootstrap import build_article_reader, build_rules, build_summarizer, configure_logging
from service.commands.group import LANGUAGES, ReadSettings
from service.commands.lines import progress
from service.evaluation import files
from service.evaluation.checks import labelled_sets
from service.evaluation.contenders import Saved, Service
from service.evaluation.labelled.cases import Scored
from service.evaluation.labelled.injected import totals
from service.evaluation.rows import ArticleRow, read_rows
from service.evaluation.scores import Score, score
from service.evaluation.tables import listed, side_by_side
from service.settings import Settings

_path = click.Path(exists=True, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be scored; the fields are the options of the command."""

    data: Path | None
    articles: tuple[Path, ...]
    briefs: tuple[Path, ...]
    backend: tuple[str, ...]
    prompt: tuple[str, ...]
    language: str | None
    limit: int | None
    only: str | None

    def rows(self) -> tuple[ArticleRow, ...]:
        """Return the articles to be briefed; the first ``limit`` of each file."""
        named = self.articles or tuple(sorted(self.data.glob("articles*.jsonl")) if self.data else ())
        return tuple(row for path in named for row in islice(read_rows(path, ArticleRow), self.limit))


@click.command()
@click.argument("data", type=_path, required=False)
@click.option("--articles", type=_path, multiple=True, help="JSON lines with text or paragraphs; default: DATA's.")
@click.option("--briefs", type=_path, multiple=True, help="Saved briefs: a file or folder of JSON, or JSON lines.")
@click.option("--backend", multiple=True, help="A configured backend; more than one are compared. Default: the first.")
@click.option("--prompt", multiple=True, help="A prompt, e.g. news-brief/v1; more than one are compared.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The briefs' language; default: DEFAULT_LANGUAGE.")
@click.option("--limit", type=click.IntRange(min=1), help="Brief only the first so many articles of each file.")
@click.option("--only", type=click.Choice(["briefs", "checks"]), help="Score the briefs alone, or the checks alone.")
@click.option(
    "--json", "path", type=click.Path(path_type=Path), default="bench/out/evaluation.json", show_default=True,
    help="Where the numbers and the misses go.",
)  # fmt: skip
@click.pass_obj
def evaluate(read_settings: ReadSettings, /, path: Path, **options: object) -> None:
    """Score the briefs of backends, prompts or saved files side by side; and the checks on labelled sets.

    DATA is a folder with articles_zh.jsonl and articles_en.jsonl, pairs.jsonl, and labelled sets under eval/; what is
    not there is left out, and said. Without DATA, --articles or --briefs say what to score. With no model configured
    the extractive engine is scored. Saved briefs are those of this service, or lines as verify --jsonl reads them;
    they are checked anew.
    """
    plan = Plan(**options)  # type: ignore[arg-type]  # click made them by the types above
    if not (plan.data or plan.articles or plan.briefs):
        raise click.UsageError("give a folder DATA, --articles or --briefs")
    settings = read_settings()
    configure_logging(settings)
    scores = _briefs(plan, settings) if plan.only != "checks" else ()
    scored, missing = _checks(plan, settings) if plan.data and plan.only != "briefs" else (Scored(), ())
    files.write(path, scores, scored, missing)
    click.echo(f"\nNumbers and misses: {path}")


def _briefs(plan: Plan, settings: Settings) -> tuple[Score, ...]:
    rows = plan.rows()
    scores = tuple(_score(contender, rows) for contender in _contenders(plan, settings, rows))
    if scores:
        click.echo(side_by_side(scores))
    return scores


def _score(contender: Service | Saved, rows: tuple[ArticleRow, ...]) -> Score:
    with progress(contender.trials(rows), contender.name) as trials:
        return score(contender.name, list(trials))


def _contenders(plan: Plan, settings: Settings, rows: Iterable[ArticleRow]) -> Iterator[Service | Saved]:
    reader, rules = build_article_reader(settings), build_rules(settings)
    for path in plan.briefs:
        yield Saved(path.name, path, replace(reader, least=1), rules)
    if not rows or (plan.briefs and not (plan.articles or plan.backend or plan.prompt)):
        return
    for prompt, backend in product(plan.prompt or (settings.prompt,), plan.backend or ("",)):
        summarizer = build_summarizer(replace(settings, prompt=prompt, redis_url=""))
        chosen = backend or summarizer.backends[0]
        if chosen not in summarizer.backends:
            raise click.UsageError(f"the backends are {', '.join(summarizer.backends)}")
        name = f"{chosen} {prompt}" if len(plan.prompt) > 1 else chosen
        yield Service(name, summarizer, reader, chosen, plan.language)


def _checks(plan: Plan, settings: Settings) -> tuple[Scored, tuple[str, ...]]:
    total, missing, broken = Scored(), list[str](), list[str]()
    assert plan.data is not None  # noqa: S101  # the caller has looked
    with progress(labelled_sets(plan.data, build_rules(settings)), "sets") as sets:
        for name, score_set in sets:
            if score_set is None:
                missing.append(name)
                continue
            try:
                total.add(score_set())
            except Exception as error:  # noqa: BLE001  # a defect that one set brings out must not hide the others
                broken.append(f"{name} ({type(error).__name__})")
    total.measures += totals(total.measures)
    click.echo(listed(total.measures))
    if broken:
        click.echo(f"broke: {', '.join(broken)}")
    if missing:
        click.echo(f"not in {plan.data}: {', '.join(missing)}")
    return total, tuple(missing)
