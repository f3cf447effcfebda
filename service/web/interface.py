"""The language of the page for people, and every word of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from flask import Request

Texts = Mapping[str, Mapping[str, str]]
"""The words of one language, by table and name, as ``texts.toml`` has them."""

COOKIE = "ui"
_TAGS = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Interface:
    """The language that somebody reads the page in: ``en`` or ``zh``."""

    name: str

    @property
    def tag(self) -> str:
        """The language as a BCP 47 tag."""
        return _TAGS[self.name]

    @property
    def texts(self) -> Texts:
        """The words in this language."""
        return _texts()[self.name]

    @property
    def other(self) -> "Interface":
        """The language that the switch leads to."""
        return Interface("en" if self.name == "zh" else "zh")


def interface_of(request: Request) -> Interface:
    """Return the language chosen by ``?ui=``, else by the cookie of an earlier choice, else by Accept-Language."""
    for chosen in (request.args.get(COOKIE), request.cookies.get(COOKIE)):
        if chosen in _TAGS:
            return Interface(chosen)
    wanted = (tag[:2].lower() for tag, quality in request.accept_languages if quality)  # the most wanted first
    return Interface(next((name for name in wanted if name in _TAGS), "en"))


@cache
def _texts() -> Mapping[str, Texts]:
    tables = tomllib.loads((resources.files(__package__) / "texts.toml").read_text(encoding="utf-8"))
    return {
        language: {table: {name: text[language] for name, text in entries.items()} for table, entries in tables.items()}
        for language in _TAGS
    }
