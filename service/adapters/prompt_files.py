"""Reads prompts: immutable folders ``<name>/<version>/``, shipped with the service or the operator's own."""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from service.domain.errors import SettingsError
from service.domain.prompt import NotesPrompt, Prompt, Shape

NOTES_PROMPT = "news-notes/v1"

_ID = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*", re.ASCII)  # no absolute path and no part that begins with a dot
_MOST_BYTES = 100_000  # of one file: ours are under 4,000, and a larger one is not meant to be a prompt


def load_prompt(prompt_id: str, folder: Path | None = None) -> Prompt:
    """Return the prompt of that id from the folder (PROMPTS_DIR), by default from those shipped with the service.

    Raise SettingsError listing every mistake: a bad id, missing files, wrong placeholders.
    """
    return Prompt.of(prompt_id, _files(prompt_id, folder or shipped_prompts(), Prompt.shape))


def load_notes_prompt(folder: Path | None = None) -> NotesPrompt:
    """Return the prompt for notes on long articles: the operator's own where the folder has one, else ours.

    Raise SettingsError listing every mistake.
    """
    own = folder if folder and (folder / NOTES_PROMPT).is_dir() else shipped_prompts()
    return NotesPrompt.of(NOTES_PROMPT, _files(NOTES_PROMPT, own, NotesPrompt.shape))


def _files(prompt_id: str, folder: Path, shape: Shape) -> Mapping[str, str]:
    if not _ID.fullmatch(prompt_id):
        raise SettingsError((f"PROMPT must be a name and a version such as news-brief/v1, not {prompt_id!r}",))
    home = folder / prompt_id
    if not home.is_dir():
        raise SettingsError((f"PROMPT {prompt_id}: there is no folder {home} (PROMPTS_DIR says where they lie)",))
    paths = [home / name for name in shape.files if (home / name).is_file()]
    if mistakes := tuple(mistake for path in paths if (mistake := _mistake(path))):
        raise SettingsError(mistakes)
    return {path.name: _text(path) for path in paths}


def shipped_prompts() -> Path:
    """Return the folder of our own prompts: inside the package in a wheel, at the top of a checkout."""
    packaged = Path(str(resources.files("service"))) / "prompts"
    return packaged if packaged.is_dir() else packaged.parents[1] / "prompts"


def _mistake(path: Path) -> str:
    """Return what bars a file from being read, "" where nothing does."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return f"prompt file {path} has more than {_MOST_BYTES:,} bytes"
        _text(path)
    except (OSError, UnicodeDecodeError):
        return f"prompt file {path} cannot be read: it must be UTF-8 text"
    return ""


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
