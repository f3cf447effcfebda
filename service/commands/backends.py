"""The command that lists the configured model endpoints, and tries them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import click

from service.adapters.article_reader import Submission
from service.adapters.endpoint.preset import Mode
from service.adapters.presets import BackendConfig
from service.bootstrap import build_article_reader, build_endpoint, build_llm_engine, configure_logging
from service.commands.advice import advice
from service.commands.group import ReadSettings
from service.commands.trial import TEXT, TITLE, Tried, tried
from service.settings import Settings

_UNSTREAMED = "in one piece (if always: stream = false in PRESETS_FILE, or failover takes it for dead)"


@click.command()
@click.option("--check", is_flag=True, help="Ask each for a small brief, as text and in the JSON mode that is set.")
@click.pass_obj
def backends(read_settings: ReadSettings, /, *, check: bool) -> None:
    """List the model endpoints that LLM names; with --check, ask each for a brief of two lines.

    Exits 1 when one of them fails. Keys are never shown, nor what an endpoint said.
    """
    settings = read_settings()
    configure_logging(replace(settings, log_level="ERROR"))
    if not settings.backends:
        click.echo("No model is configured (LLM): the built-in extractive engine answers.")
    failed = 0
    for config in settings.backends:
        click.echo("\n".join(_listed(config)))
        for mode in dict.fromkeys(("text", config.output)) if check else ():
            click.echo(f"asking {config.name} ({mode}) ...", err=True)
            outcome = _trial(replace(config, output=mode), settings)
            failed += outcome.error is not None
            click.echo(f"  {mode:12} {_told(outcome, mode, config)}")
    if settings.last_resort:
        click.echo("extractive\n  answers when all of them fail")
    if failed:
        raise SystemExit(1)


def _listed(config: BackendConfig) -> Iterator[str]:
    parts = urlsplit(config.base_url)
    port = f":{parts.port}" if parts.port else ""
    wanted = "not set" if config.preset.needs_key else "not set, and not needed"
    yield config.name
    yield f"  {'address':12} {parts.scheme}://{parts.hostname}{port}{parts.path}"
    yield f"  {'key':12} {'set' if config.api_key else wanted} ({config.preset.variable}_API_KEY)"
    yield f"  {'output':12} {config.output}{'' if config.preset.stream else ', not streamed'}"
    yield f"  {'window':12} {f'{config.window} tokens' if config.window else 'as the endpoint says'}"
    yield f"  {'concurrency':12} {config.concurrency} calls in flight at most"


def _trial(config: BackendConfig, settings: Settings) -> Tried:
    article = build_article_reader(settings).from_text(TEXT, Submission(title=TITLE))
    engine_of = partial(build_llm_engine, settings=settings)
    with closing(build_endpoint(config)) as endpoint:
        return tried(endpoint, engine_of, article, settings.request_timeout_seconds)


def _told(outcome: Tried, asked: Mode, config: BackendConfig) -> str:
    if outcome.error:
        return f"FAILED after {outcome.seconds:.1f} s: {outcome.error.code}; {advice(outcome.error, config)}"
    told = [
        f"ok in {outcome.seconds:.1f} s" + (f" as {outcome.mode}" if outcome.mode != asked else ""),
        f"{outcome.insights} insights" + (f" ({outcome.failed} fail their checks)" if outcome.failed else ""),
        f"{outcome.anchored} of {outcome.citations} quotes found",
        f"first words after {outcome.first_words:.1f} s" if outcome.pieces > 1 else _UNSTREAMED,
        "tokens counted" if outcome.counts else "tokens not counted",
    ]
    if outcome.window and outcome.window != config.window:
        told.append(f"window of {outcome.window} tokens")
    return ", ".join(told)
