"""The commands that make keys, list and revoke them."""

from datetime import UTC, datetime
from pathlib import Path

import click

from service.adapters.key_file import change_keys, read_keys
from service.domain.callers import Scope
from service.domain.keys import new_key
from service.schema.keys import MOST_OF_NAME, KeyJson, KeysJson, LimitsJson
from service.settings import NO_KEYS

_HEAD = ("ID", "STATUS", "SCOPES", "PRIVATE", "EXPIRES", "REQUESTS/MIN", "AT ONCE", "TOKENS/DAY", "NAME")


def _named(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    if str(path) == NO_KEYS:
        raise click.BadParameter(f"{NO_KEYS} means that anyone may ask: name a file")
    return path


_COUNT = click.IntRange(min=0, max=10**12 - 1)
_file = click.option(
    "--file",
    "path",
    envvar="API_KEYS_FILE",
    show_envvar=True,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_named,
    help="Where the keys are kept.",
)


@click.group()
def keys() -> None:
    """Make, list and revoke the keys that callers show; a service that runs follows within a second."""


@keys.command()
@click.argument("name")
@_file
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    default=[Scope.BRIEFS.value],
    show_default=True,
    help="What it may be used for; may be given several times.",
)
@click.option("--private", is_flag=True, help="Its briefs are shown to no other key, and not shared with any.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The day (UTC) from which on it is refused.")
@click.option("--requests-per-minute", type=_COUNT, default=0, help="0, the default, is any number.")
@click.option("--concurrent", type=_COUNT, default=0, help="Requests at the same time.")
@click.option("--tokens-per-day", type=_COUNT, default=0, help="Tokens of models.")
def create(
    *, name: str, path: Path, scopes: tuple[str, ...], private: bool, expires: datetime | None, **limits: int
) -> None:
    """Make a key for NAME, who holds it, and print it: this once, since only its digest is kept.

    The file is made where there is none, for its owner alone to read.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    ends = expires.replace(tzinfo=UTC) if expires else None
    if ends and ends <= now:
        raise click.BadParameter("that day has begun", param_hint="--expires")
    if len(name) > MOST_OF_NAME:
        raise click.BadParameter(f"at most {MOST_OF_NAME} characters", param_hint="NAME")
    key = new_key()
    made = KeyJson(
        id=key.id,
        name=name,
        sha256=key.digest,
        scopes=tuple(dict.fromkeys(map(Scope, scopes))),
        limits=LimitsJson(**limits),
        private=private,
        created_at=now,
        expires_at=ends,
    )
    change_keys(path, lambda file: KeysJson(keys=(*file.keys, made)))
    click.echo(f"The key of {name}; it is not shown again:", err=True)
    click.echo(key.text)


@keys.command("list")
@_file
def list_keys(*, path: Path) -> None:
    """List the keys by their ids, which are no secret."""
    now = datetime.now(UTC)
    rows = [_HEAD, *(_row(key, now) for key in read_keys(path).keys)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@keys.command()
@click.argument("key_id", metavar="ID")
@_file
def revoke(*, key_id: str, path: Path) -> None:
    """Have the key with that ID refused from now on. Its entry stays, for the usage to have a name."""
    change_keys(path, lambda file: _revoked(file, key_id, datetime.now(UTC).replace(microsecond=0)))
    click.echo(f"{key_id} is revoked.", err=True)


def _revoked(file: KeysJson, key_id: str, now: datetime) -> KeysJson:
    if key_id not in {key.id for key in file.keys}:
        raise click.BadParameter("no key has it; core-insights keys list tells them", param_hint="ID")
    gone = {"revoked_at": now}
    return KeysJson(
        keys=tuple(key.model_copy(update=gone) if key.id == key_id and not key.revoked_at else key for key in file.keys)
    )


def _row(key: KeyJson, now: datetime) -> tuple[str, ...]:
    limits = (key.limits.requests_per_minute, key.limits.concurrent, key.limits.tokens_per_day)
    return (
        key.id,
        key.status(now),
        ",".join(key.scopes),
        "yes" if key.private else "",
        f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "",
        *(str(limit or "") for limit in limits),
        key.name,
    )
